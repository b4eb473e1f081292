import type { InstrumentId, VenueId } from './instrument';
import type { Bps, Price, Qty, Usd } from './money';
import type { Side } from './order';

/** Every cost of an edge, each in bps of notional, positive = against us. Kept whole, so that a denial or a loss can be explained. */
export interface CostTerms {
  readonly takerFeesBps: Bps;
  readonly slippageBufferBps: Bps;
  readonly latencyBufferBps: Bps;
  readonly quoteConversionBps: Bps;
  readonly fundingBps: Bps;
  readonly rebalancingBps: Bps;
  readonly safetyBufferBps: Bps;
}

/** `netBps = grossBps − Σ costs`. */
export interface Edge {
  readonly grossBps: Bps;
  readonly costs: CostTerms;
  readonly netBps: Bps;
}

export interface OpportunityLeg {
  readonly instrumentId: InstrumentId;
  readonly venue: VenueId;
  readonly side: Side;
  readonly qty: Qty;
  /** VWAP of the walked book for `qty`. */
  readonly expectedPrice: Price;
  /** The limit we send: the worst acceptable price. */
  readonly worstPrice: Price;
  readonly takerFeeBps: Bps;
  /** Best bid and ask at the decision. */
  readonly bestBid: Price;
  readonly bestAsk: Price;
  readonly bookReceivedAtMs: number;
}

export type Priority = 'normal' | 'high' | 'emergency';

/** A moment's chance to trade. Only ever a proposal. */
export interface Opportunity {
  readonly id: string;
  readonly strategy: string;
  readonly symbol: string;
  /** `<buy instrument>><sell instrument>`: one pair, one direction. */
  readonly pairKey: string;
  readonly legs: readonly OpportunityLeg[];
  readonly qty: Qty;
  readonly notionalUsd: Usd;
  readonly edge: Edge;
  readonly expectedNetProfitUsd: Usd;
  readonly worstCaseLossUsd: Usd;
  readonly rewardToRisk: string;
  readonly depthUsd: Usd;
  readonly priority: Priority;
  readonly detectedAtMs: number;
  readonly expiresAtMs: number;
  /** `process.hrtime.bigint()` text of the venue message that caused it: one clock for all threads and processes of the machine. */
  readonly frameReceivedAtNs: string;
}

/** Machine-readable refusal, `CATEGORY_CONDITION key=value`. */
export interface Denial {
  readonly code: string;
  readonly figures: Readonly<Record<string, string>>;
}

/** `EDGE_BELOW_MINIMUM netBps=1.2 minNetBps=5`. */
export function denialText(denial: Denial): string {
  const figures = Object.entries(denial.figures).map(([key, value]) => `${key}=${value}`);
  return [denial.code, ...figures].join(' ');
}
