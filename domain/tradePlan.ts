import type { Mode } from './mode';
import type { Edge, OpportunityLeg, Priority } from './opportunity';
import type { Bps, Qty, Usd } from './money';

export type TradeId = string;

/** Deadlines of an opening in ms, from configuration when the trade starts. */
export interface OpeningDeadlines {
  /** First order begun → both sides filled or given up. */
  readonly openingMs: number;
  /** Share of the orphan's time that the chase may use. */
  readonly orphanChaseMs: number;
  readonly orphanMs: number;
  /** How long after its step begins an order may still leave. */
  readonly sendBeforeMs: number;
  readonly maxChases: number;
}

/** Why a position is carried instead of settled at once. Absent where the legs offset each other and nothing is left to wait for. */
export interface HoldPlan {
  readonly untilMs: number;
}

/** Everything one trade needs to know, decided before it starts and never changed: it is the workflow's only argument. */
export interface TradePlan {
  readonly tradeId: TradeId;
  readonly mode: Mode;
  readonly strategy: string;
  readonly symbol: string;
  readonly pairKey: string;
  readonly slot: number;
  /** Counter of the slot row that this trade takes: a stale one is denied. */
  readonly slotCounter: number;
  readonly legs: readonly OpportunityLeg[];
  readonly qty: Qty;
  readonly notionalUsd: Usd;
  readonly edge: Edge;
  readonly minNetBps: Bps;
  readonly expectedNetProfitUsd: Usd;
  readonly worstCaseLossUsd: Usd;
  readonly priority: Priority;
  readonly deadlines: OpeningDeadlines;
  readonly hold?: HoldPlan;
  readonly detectedAtMs: number;
  readonly expiresAtMs: number;
  readonly frameReceivedAtNs: string;
  readonly opportunityId: string;
}

/** Text names of what is traded, the slot and its counter; also the workflow id, so one opportunity starts one trade. */
export function tradeIdOf(parts: {
  strategy: string;
  pairKey: string;
  slot: number;
  slotCounter: number;
}): TradeId {
  return `${parts.strategy}/${parts.pairKey}/${String(parts.slot)}/${String(parts.slotCounter)}`;
}
