import type { Mode } from './mode';
import type { Bps } from './money';
import type { Opportunity } from './opportunity';
import { tradeIdOf, type OpeningDeadlines, type TradePlan } from './tradePlan';

/** What a strategy's configuration adds to an opportunity to make it a trade. */
export interface TradeTerms {
  readonly mode: Mode;
  readonly minNetBps: Bps;
  readonly deadlines: OpeningDeadlines;
  /** How long a matched position is carried, ms from the opportunity; `undefined` = it settles at once. */
  readonly holdMs: number | undefined;
}

/** The slot row as it was when the trade was planned; begin denies where it has moved on. */
export interface PlannedSlot {
  readonly slot: number;
  readonly slotCounter: number;
}

/** The plan of the trade that acts on this opportunity in this slot: the workflow's only argument. */
export function planTrade(
  opportunity: Opportunity,
  { slot, slotCounter }: PlannedSlot,
  terms: TradeTerms,
): TradePlan {
  const { strategy, pairKey } = opportunity;
  return {
    tradeId: tradeIdOf({ strategy, pairKey, slot, slotCounter }),
    mode: terms.mode,
    strategy,
    symbol: opportunity.symbol,
    pairKey,
    slot,
    slotCounter,
    legs: opportunity.legs,
    qty: opportunity.qty,
    notionalUsd: opportunity.notionalUsd,
    edge: opportunity.edge,
    minNetBps: terms.minNetBps,
    expectedNetProfitUsd: opportunity.expectedNetProfitUsd,
    worstCaseLossUsd: opportunity.worstCaseLossUsd,
    priority: opportunity.priority,
    deadlines: terms.deadlines,
    ...(terms.holdMs === undefined ? {} : { hold: { untilMs: opportunity.detectedAtMs + terms.holdMs } }),
    detectedAtMs: opportunity.detectedAtMs,
    expiresAtMs: opportunity.expiresAtMs,
    frameReceivedAtNs: opportunity.frameReceivedAtNs,
    opportunityId: opportunity.id,
  };
}
