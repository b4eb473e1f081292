import type { SettledFigures, StepResult, TransitionRecord } from '../domain/lifecycle/steps';
import type { TradeOutcome, TradeState } from '../domain/lifecycle/tradeState';
import type { Mode } from '../domain/mode';
import type { InstrumentId, VenueId } from '../domain/instrument';
import type { Fill, OrderReport, Side, TimeInForce } from '../domain/order';
import type { Denial } from '../domain/opportunity';
import type { Price, Qty } from '../domain/money';
import type { TradeId, TradePlan } from '../domain/tradePlan';

/**
 * Names of the steps of a trade; each has attempts of its own, counted by the lifecycle. The guard's are not the lifecycle's: they are
 * counted by the trade's epoch.
 */
export type StepName = 'open' | 'chase' | 'hedge' | 'unwind' | 'close' | 'guard';

/** What an intent is for. Repair intents stand ready and leave only when they are needed before the next begin can be. */
export type IntentRole = 'order' | 'complete' | 'reverse';

/** What we know of an order of ours. `intended` = written down, nothing known of it yet. */
export type OrderState =
  'intended' | 'unknown' | 'open' | 'filled' | 'cancelled' | 'expired' | 'rejected' | 'notSent' | 'absent';

/** One order written down before it may leave. */
export interface OrderIntent {
  readonly clientOrderId: string;
  readonly tradeId: TradeId;
  readonly leg: number;
  readonly role: IntentRole;
  readonly venue: VenueId;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  /** Size to send; for a repair intent the largest size that may be sent. */
  readonly qty: Qty;
  readonly limitPrice: Price;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  /** Wall clock, ms: from here on "not found" at the venue means that it never was (`docs/architecture.md`, *One step*). */
  readonly finalAfterMs: number;
}

/** An order as the journal has it now. */
export interface JournaledOrder extends OrderIntent {
  readonly step: StepName;
  readonly attempt: number;
  readonly state: OrderState;
  readonly final: boolean;
  readonly venueOrderId: string | undefined;
  /** What the venue says is filled; the fills themselves may still be on their way. */
  readonly filledQty: Qty;
  readonly note: string;
}

/** A change to what is known of one order; facts are accepted from anyone at any time. */
export interface OrderFact {
  readonly clientOrderId: string;
  readonly state: OrderState;
  readonly final: boolean;
  readonly venueOrderId: string | undefined;
  readonly filledQty: Qty;
  readonly note: string;
}

export interface Facts {
  readonly orders: readonly OrderFact[];
  readonly fills: readonly Fill[];
}

export interface StepKey {
  readonly tradeId: TradeId;
  readonly step: StepName;
  readonly attempt: number;
}

export interface BegunStep extends StepKey {
  readonly epoch: number;
  /** Wall clock, ms: past it another party may take the step over. */
  readonly deadlineAtMs: number;
}

/** One asset that an opening sets aside on one venue. */
export interface CapitalNeed {
  readonly venue: VenueId;
  readonly asset: string;
  readonly amount: string;
}

/** One limit row that an opening counts against, in the row's own unit. */
export interface LimitNeed {
  readonly key: string;
  readonly amount: string;
  /** True where the amount is compared with the limit and uses nothing of it up. */
  readonly comparedOnly?: true;
  /** Orders that count against the rate which the row allows. */
  readonly orders?: number;
}

export interface OpeningBegin {
  readonly plan: TradePlan;
  readonly owner: string;
  readonly deadlineAtMs: number;
  readonly intents: readonly OrderIntent[];
  readonly capital: readonly CapitalNeed[];
  readonly limits: readonly LimitNeed[];
  /** Worst price times size over all orders, in USD: what the ceiling of an opportunity is compared with. */
  readonly allOrdersUsd: string;
  readonly transitions: readonly TransitionRecord[];
  /** False where the trade's workflow is started only afterwards: until somebody acknowledges it, the outbox sees to it. */
  readonly hasWorkflow: boolean;
}

export interface StepBegin extends StepKey {
  readonly plan: TradePlan;
  readonly epochSeen: number;
  readonly owner: string;
  readonly deadlineAtMs: number;
  readonly intents: readonly OrderIntent[];
  readonly transitions: readonly TransitionRecord[];
  /** True where the step adds risk, so that pause, kill and latches forbid it. */
  readonly addsRisk: boolean;
}

export type BeginAnswer =
  /** This call wrote the step: it alone may send its intents, each once. */
  | { readonly kind: 'inserted'; readonly step: BegunStep }
  /** The step stands already; `result` is there once it is finished. */
  | {
      readonly kind: 'existing';
      readonly step: BegunStep;
      readonly owner: string;
      readonly result: StepResult | undefined;
    }
  | { readonly kind: 'denied'; readonly denial: Denial }
  /** Another party holds the trade; `unfinished` is its step that is still under way. One step of a trade at a time. */
  | { readonly kind: 'fenced'; readonly epoch: number; readonly unfinished: BegunStep | undefined };

export type TakeOverAnswer =
  | { readonly kind: 'taken'; readonly epoch: number }
  /** Not due, or somebody else has it: `result` where it is finished. */
  | { readonly kind: 'refused'; readonly result: StepResult | undefined };

export type FinishAnswer =
  { readonly kind: 'finished' } | { readonly kind: 'fenced'; readonly epoch: number };

/** Where a trade stands, read whole. */
export interface TradeRecord {
  readonly plan: TradePlan;
  readonly epoch: number;
  readonly state: TradeState;
  readonly outcome: TradeOutcome | undefined;
  readonly figures: SettledFigures | undefined;
  /** True while a shutdown is in force: an orphan is then reduced, never completed. */
  readonly reduceOnly: boolean;
  /** True where an order of the guard's has filled: the trade unwinds. */
  readonly reducedByGuard: boolean;
  /** When a step of this trade first found an orphan; its clock does not start again with the next step. */
  readonly orphanSinceMs: number | undefined;
  readonly orders: readonly JournaledOrder[];
  readonly fills: readonly Fill[];
}

export interface CloseTrade {
  readonly tradeId: TradeId;
  readonly epochSeen: number;
  readonly outcome: TradeOutcome;
  readonly figures: SettledFigures;
  /** How many fills the figures were computed from: with one more in the journal nothing is closed. */
  readonly fillsSeen: number;
  readonly transitions: readonly TransitionRecord[];
  /** How long the slot stays taken after the close. */
  readonly cooldownMs: number;
}

export type CloseAnswer =
  | {
      readonly kind: 'closed';
      readonly outcome: TradeOutcome;
      readonly figures: SettledFigures;
      readonly epoch: number;
    }
  | { readonly kind: 'fenced'; readonly epoch: number }
  | { readonly kind: 'notFinal'; readonly clientOrderIds: readonly string[] }
  /** Fills were booked since the figures were computed. */
  | { readonly kind: 'moreFills' };

/** The journal as the steps need it. Every method is one round trip; writes are one commit. Throws only where the database can't be reached. */
export interface Journal {
  beginOpening(begin: OpeningBegin): Promise<BeginAnswer>;
  /**
   * Writes down that this trade is denied, so that no late begin can open it, and moves the slot's counter on. Where the opening
   * stands already, answers `existing` and denies nothing.
   */
  denyOpening(
    plan: TradePlan,
    denial: Denial,
    transitions: readonly TransitionRecord[],
  ): Promise<BeginAnswer>;
  beginStep(begin: StepBegin): Promise<BeginAnswer>;
  /** Result and facts in one commit; refused where the epoch has moved. Facts are kept even then. */
  finishStep(step: BegunStep, result: StepResult, facts: Facts): Promise<FinishAnswer>;
  /** Takes an unfinished step whose deadline has passed and that the guard has left alone: moves the epoch to the caller. */
  takeOver(step: BegunStep, owner: string): Promise<TakeOverAnswer>;
  /** `mode` is that of fills whose order the journal doesn't know. */
  recordFacts(facts: Facts, mode: Mode): Promise<void>;
  /** Stores facts and transitions that belong to no step; the trade as it is then. */
  progress(
    tradeId: TradeId,
    news: { readonly facts: Facts; readonly transitions: readonly TransitionRecord[] },
  ): Promise<TradeRecord>;
  readTrade(tradeId: TradeId): Promise<TradeRecord | undefined>;
  closeTrade(close: CloseTrade): Promise<CloseAnswer>;
}

/** What a venue's report says of an order, as a fact. */
export function factOf(report: OrderReport): OrderFact {
  return {
    clientOrderId: report.clientOrderId,
    state: report.status === 'partiallyFilled' ? 'open' : report.status,
    final: report.status !== 'open' && report.status !== 'partiallyFilled',
    venueOrderId: report.venueOrderId,
    filledQty: report.filledQty,
    note: report.rejectReason === undefined ? report.status : `${report.status} ${report.rejectReason}`,
  };
}
