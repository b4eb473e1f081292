import type { Bps, Usd } from '../domain/money';

/** What detection is told by configuration; bps of notional, times in ms. */
export interface DetectionSettings {
  readonly strategy: string;
  readonly minNetBps: Bps;
  readonly shownGrossBps: Bps;
  readonly largeGrossBps: Bps;
  readonly minDepthUsd: Usd;
  readonly maxNotionalUsd: Usd;
  readonly slippageBufferBps: Bps;
  readonly safetyBufferBps: Bps;
  readonly rebalancingBps: Bps;
  readonly quoteConversionBps: Bps;
  /** How far a limit may lie beyond the last walked level. */
  readonly worstPriceBps: Bps;
  /** How far beyond the price of the decision a repair may go before its orphan is due: the worst case reckons with it. */
  readonly repairStartBps: Bps;
  readonly latencyP99Ms: number;
  readonly stalenessMs: number;
  /** Between a venue's clock and ours, either way. */
  readonly maxClockSkewMs: number;
  readonly opportunityTtlMs: number;
}
