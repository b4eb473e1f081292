import type { Denial } from '../opportunity';
import type { Amount, Bps, Price, Qty, Usd } from '../money';
import type { TradePlan } from '../tradePlan';
import type { TradeOutcome, TradeState } from './tradeState';

/** One line of a trade's audit trail; `seq` counts from 0 within the trade, so that writing it twice writes it once. */
export interface TransitionRecord {
  readonly seq: number;
  readonly from: TradeState;
  readonly to: TradeState;
  readonly cause: string;
  readonly atMs: number;
  /** The figures it was decided on. */
  readonly figures: Readonly<Record<string, string>>;
}

/** What every step after the opening is told. Transitions made since the last step ride along and are stored with it. */
export interface StepRequest {
  readonly plan: TradePlan;
  /** Epoch that the last result left; a begin with an older one is fenced. */
  readonly epoch: number;
  /** The lifecycle's attempt of this step, from 1; never Temporal's. */
  readonly attempt: number;
  readonly cause: string;
  readonly transitions: readonly TransitionRecord[];
}

/** What one leg has done so far, all its orders together. */
export interface LegPosition {
  readonly leg: number;
  readonly plannedQty: Qty;
  readonly filledQty: Qty;
  readonly avgPrice: Price | undefined;
  /** Order ids of this leg that are not final yet. */
  readonly watched: readonly string[];
  /** Short account of the last order, for the operator: `filled`, `rejected -2010 …`, `unknown`, `not sent`. */
  readonly note: string;
}

/** Filled exposure in one asset that no other leg offsets; positive = too much bought. */
export interface AssetExposure {
  readonly asset: string;
  readonly qty: Amount;
}

/** What is so after a step, judged inside the step so that the verdict is in the history. */
export type Situation =
  /** No leg has a fill. */
  | { readonly kind: 'nothingFilled' }
  /** Legs offset each other within dust; `complete` = to the planned size. */
  | { readonly kind: 'matched'; readonly complete: boolean }
  /** Some asset is exposed above dust. */
  | {
      readonly kind: 'orphan';
      readonly exposures: readonly AssetExposure[];
      readonly knownAtMs: number;
      readonly dueAtMs: number;
    };

/** Which repair a step found cheaper, for the record. */
export type RepairChoice = 'none' | 'complete' | 'reduce';

export interface PositionResult {
  readonly kind: 'position';
  readonly epoch: number;
  readonly legs: readonly LegPosition[];
  readonly situation: Situation;
  readonly repair: RepairChoice;
  /** True where the guard took the step over and reduced something: the trade goes to `unwinding`. */
  readonly reducedByGuard: boolean;
  /** Tick → later of both socket writes in ms; only from the call that sent, else undefined. */
  readonly tickToOrdersMs: number | undefined;
  readonly atMs: number;
}

/** A begin refused because another party holds the trade: adopt what it stored, then decide anew. */
export interface FencedResult {
  readonly kind: 'fenced';
  readonly epoch: number;
  /** The position as the stored steps and fills have it now. */
  readonly legs: readonly LegPosition[];
  readonly situation: Situation;
  readonly reducedByGuard: boolean;
  /** Set where the trade is closed already. */
  readonly outcome: TradeOutcome | undefined;
  readonly atMs: number;
}

export interface DeniedResult {
  readonly kind: 'denied';
  readonly denial: Denial;
  readonly atMs: number;
}

export type StepResult = PositionResult | FencedResult | DeniedResult;

export interface CollectedResult {
  readonly kind: 'collected';
  readonly epoch: number;
  readonly legs: readonly LegPosition[];
  readonly situation: Situation;
  /** Ids not final yet: settling waits and collects again. */
  readonly notFinal: readonly string[];
  readonly atMs: number;
}

/** Expected against realised, term by term, in USD (costs positive = against us). */
export interface SettledFigures {
  readonly matchedQty: Qty;
  readonly notionalUsd: Usd;
  readonly pnlUsd: Usd;
  readonly feesUsd: Usd;
  readonly expectedPnlUsd: Usd;
  readonly expectedFeesUsd: Usd;
  readonly slippageUsd: Usd;
  readonly realisedGrossBps: Bps;
  readonly expectedGrossBps: Bps;
  readonly realisedNetBps: Bps;
}

export interface BookedResult {
  readonly kind: 'booked';
  readonly epoch: number;
  readonly outcome: TradeOutcome;
  readonly figures: SettledFigures;
  readonly atMs: number;
}

export interface BookRequest extends StepRequest {
  readonly outcome: TradeOutcome;
}

/** Booking is refused where someone else holds the trade (`fenced`) or where something is not final or not flat after all (`collected`). */
export type BookResult = BookedResult | FencedResult | CollectedResult;

/**
 * The outside effects of a trade. Each is journaled, safe to call twice, and never throws for what a venue or a limit says:
 * that comes back as a result. It throws only where the journal cannot be reached.
 */
export interface TradeSteps {
  /** Gate, begin (one round trip), all legs at once, resolve. Idempotent by trade id: whoever comes second adopts the stored step. */
  openLegs(plan: TradePlan, transitions: readonly TransitionRecord[]): Promise<StepResult>;
  /**
   * For a trade that was told to stop before it opened: makes sure that it never opens, and answers with that denial.
   * Where its opening stands already, adopts it as `openLegs` does.
   */
  refuseOpening(
    plan: TradePlan,
    denial: Denial,
    transitions: readonly TransitionRecord[],
  ): Promise<StepResult>;
  /** One re-priced attempt for what is missing, inside the plan's chase deadlines. */
  chaseLegs(request: StepRequest): Promise<StepResult>;
  /** Completes or reduces, whichever costs less now; widens with the attempt. */
  removeOrphan(request: StepRequest): Promise<StepResult>;
  /** Cancels every order of the trade and flattens all that is filled. */
  unwindLegs(request: StepRequest): Promise<StepResult>;
  /** Closes what a finished hold left open; a trade that is flat in total closes at once. */
  closeLegs(request: StepRequest): Promise<StepResult>;
  /** Fetches every fill and fee of the trade from the venues and posts what is missing. */
  collectFills(request: StepRequest): Promise<CollectedResult>;
  /**
   * Books the result, releases the reservation, frees the slot, closes the trade row: one commit. Refuses while an id is not final or
   * an orphan is left, except as `needs-operator`, which opens an incident that takes over what is still held.
   */
  bookResult(request: BookRequest): Promise<BookResult>;
}
