import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { LegPosition, SettledFigures, Situation, TransitionRecord } from '../domain/lifecycle/steps';
import type { TradeControls } from '../domain/lifecycle/runtime';
import type { TradeOutcome, TradeState } from '../domain/lifecycle/tradeState';
import type { Denial } from '../domain/opportunity';
import type { TradeId } from '../domain/tradePlan';

/** Workflow types, for clients that start or list them without importing workflow code. */
export const TRADE_WORKFLOW = 'trade';
export const EMERGENCY_SHUTDOWN_WORKFLOW = 'emergencyShutdown';
export const RECONCILIATION_WORKFLOW = 'reconciliation';
export const DAILY_SUMMARY_WORKFLOW = 'dailySummary';
/** Of the schedule; its runs append their time. */
export const DAILY_SUMMARY_ID = 'daily-summary';
export const DURABILITY_PROBE_WORKFLOW = 'durabilityProbe';
/** One per namespace: closed for as long as the server keeps it, then made again. */
export const DURABILITY_PROBE_ID = 'durability-probe';
/** One shutdown at a time: a second wish joins the running one. */
export const EMERGENCY_SHUTDOWN_ID = 'emergency-shutdown';

export interface StopRequest {
  readonly reason: string;
}

export interface ShutdownWish extends StopRequest {
  /** Close what is open, instead of letting open positions go on under reduce-only. */
  readonly flatten: boolean;
}

/** No new risk; what is open keeps hedging and settling. All signals may be sent twice, and by hand from the Web UI without an argument. */
export const pauseSignal = defineSignal<[Partial<StopRequest>?]>('pause');
export const resumeSignal = defineSignal('resume');
/** Cancel, flatten, close this trade. */
export const killSignal = defineSignal<[Partial<StopRequest>?]>('kill');
export const emergencyShutdownSignal = defineSignal<[Partial<ShutdownWish>?]>('emergencyShutdown');

/** What one trade is doing, as plain data. */
export interface TradeView {
  readonly tradeId: TradeId;
  readonly state: TradeState;
  readonly cause: string;
  readonly outcome: TradeOutcome | undefined;
  readonly denial: Denial | undefined;
  readonly legs: readonly LegPosition[];
  readonly situation: Situation;
  readonly figures: SettledFigures | undefined;
  readonly controls: TradeControls;
  readonly transitions: readonly TransitionRecord[];
}

export const viewQuery = defineQuery<TradeView>('view');

/** How a trade ended: the result of its workflow. */
export interface TradeResult {
  readonly tradeId: TradeId;
  readonly outcome: TradeOutcome;
  readonly cause: string;
  readonly denial: Denial | undefined;
  readonly figures: SettledFigures | undefined;
  readonly tickToOrdersMs: number | undefined;
}

/** Typed search attributes of a trade; `NotionalUsd` and `PnlUsd` are floats for sorting and display only. */
export const strategyKey = defineSearchAttributeKey('Strategy', 'KEYWORD');
export const symbolKey = defineSearchAttributeKey('Symbol', 'KEYWORD');
export const venuesKey = defineSearchAttributeKey('Venues', 'KEYWORD_LIST');
export const tradeStateKey = defineSearchAttributeKey('TradeState', 'KEYWORD');
export const outcomeKey = defineSearchAttributeKey('Outcome', 'KEYWORD');
export const modeKey = defineSearchAttributeKey('Mode', 'KEYWORD');
export const notionalUsdKey = defineSearchAttributeKey('NotionalUsd', 'DOUBLE');
export const pnlUsdKey = defineSearchAttributeKey('PnlUsd', 'DOUBLE');
export const openedAtKey = defineSearchAttributeKey('OpenedAt', 'DATETIME');

/** All of them, for registration with the server. */
export const SEARCH_ATTRIBUTES = [
  strategyKey,
  symbolKey,
  venuesKey,
  tradeStateKey,
  outcomeKey,
  modeKey,
  notionalUsdKey,
  pnlUsdKey,
  openedAtKey,
] as const;
