import type { Day } from './calendarDay';
import { roundedUsd } from './dollars';
import type { Severity } from './incident';
import type { VenueId } from './instrument';
import type { TradeOutcome, TradeState } from './lifecycle/tradeState';
import type { Mode } from './mode';
import { Exact, type Amount, type Usd } from './money';
import { orphanTimesOfRun, type StepVerdict } from './orphanTimes';
import type { TradeId } from './tradePlan';

/** The time that a report is about: from its first moment to just before its last. */
export interface ReportWindow {
  readonly mode: Mode;
  readonly day: Day;
  readonly timeZone: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What one strategy earned on one venue; amounts as the ledger has them, exact. */
export interface ResultFact {
  readonly strategy: string;
  readonly venue: VenueId;
  /** Value in USD of what came to the venue account, fees included: positive = gained. */
  readonly value: string;
  /** Value of the fees in it. */
  readonly fees: string;
}

/** What changed after its day in the result of a trade. */
export interface AdjustmentFact {
  readonly tradeId: TradeId;
  readonly strategy: string;
  readonly closedAtMs: number;
  readonly value: string;
  readonly fees: string;
}

export interface AssetAmount {
  readonly asset: string;
  readonly amount: Amount;
}

export interface OpenPosition {
  readonly tradeId: TradeId;
  readonly strategy: string;
  readonly state: TradeState;
  readonly notionalUsd: Usd;
  /** What the trade brought to its venue accounts so far, all venues together. */
  readonly assets: readonly AssetAmount[];
}

/** What came to or left a venue account without a trade: deposits, corrections, fills of unknown orders. */
export interface OtherPosting extends AssetAmount {
  readonly kind: string;
  readonly venue: VenueId;
}

/** Part of a result that is missing in its PnL. */
export interface UnvaluedAmount extends AssetAmount {
  readonly venue: VenueId;
}

export interface IncidentCount {
  readonly kind: string;
  readonly severity: Severity;
  readonly count: number;
}

export interface TakeoverCount {
  /** The kind of process that took steps over: `trader`, `guard`. */
  readonly by: string;
  readonly count: number;
}

/** What journal and ledger tell of a window. */
export interface DailyFacts {
  readonly opened: number;
  readonly closed: readonly { readonly outcome: TradeOutcome; readonly count: number }[];
  readonly results: readonly ResultFact[];
  /** Assets in results that have no price in USD. */
  readonly unvalued: readonly UnvaluedAmount[];
  readonly slippage: string;
  readonly expected: string;
  readonly adjustments: readonly AdjustmentFact[];
  readonly otherPostings: readonly OtherPosting[];
  /** Of the trades closed in the window, each trade's in the order of its steps. */
  readonly verdicts: readonly StepVerdict[];
  readonly takeovers: readonly TakeoverCount[];
  /** Steps that the guard began by itself, on exposures that nobody was at work on. */
  readonly guardSteps: number;
  readonly revivedWorkflows: number;
  readonly incidentsOpened: readonly IncidentCount[];
  readonly incidentsClosed: number;
  readonly incidentsOpen: number;
  readonly openPositions: readonly OpenPosition[];
}

export interface StrategyResult {
  readonly strategy: string;
  readonly venue: VenueId;
  readonly pnlUsd: Usd;
  readonly feesUsd: Usd;
}

export interface Adjustment {
  readonly tradeId: TradeId;
  readonly strategy: string;
  readonly closedAtMs: number;
  readonly pnlUsd: Usd;
  readonly feesUsd: Usd;
}

/** A day as it is booked. PnL is net of fees; a trade counts on the day on which it closed. */
export interface DailyReport extends ReportWindow {
  readonly trades: { readonly opened: number } & Readonly<Record<TradeOutcome, number>>;
  readonly pnlUsd: Usd;
  readonly expectedPnlUsd: Usd;
  readonly feesUsd: Usd;
  /** Against the prices of the decision; positive = against us. */
  readonly slippageUsd: Usd;
  readonly results: readonly StrategyResult[];
  readonly unvalued: readonly UnvaluedAmount[];
  /** Late facts of trades that closed on an earlier day: that day is not booked again. */
  readonly adjustments: readonly Adjustment[];
  readonly adjustmentsUsd: Usd;
  readonly otherPostings: readonly OtherPosting[];
  readonly orphans: { readonly count: number; readonly maxMs: number };
  readonly recoveries: Pick<DailyFacts, 'takeovers' | 'guardSteps' | 'revivedWorkflows'>;
  readonly incidents: {
    readonly opened: readonly IncidentCount[];
    readonly closed: number;
    /** Still open at the end of the day. */
    readonly open: number;
  };
  /** At the end of the day. */
  readonly openPositions: readonly OpenPosition[];
}

/** The report of the facts of a window. */
export function dailyReportOf(window: ReportWindow, facts: DailyFacts): DailyReport {
  const orphanMs = orphanTimesOfRun(facts.verdicts, window.untilMs);
  return {
    ...window,
    trades: { opened: facts.opened, ...closedByOutcome(facts) },
    pnlUsd: roundedUsd(sumOf(facts.results, 'value'), 'down'),
    expectedPnlUsd: roundedUsd(new Exact(facts.expected), 'down'),
    feesUsd: roundedUsd(sumOf(facts.results, 'fees'), 'up'),
    slippageUsd: roundedUsd(new Exact(facts.slippage), 'up'),
    results: facts.results.map(({ strategy, venue, ...amounts }) => ({ strategy, venue, ...inUsd(amounts) })),
    unvalued: facts.unvalued,
    adjustments: facts.adjustments.map(({ tradeId, strategy, closedAtMs, ...amounts }) => ({
      tradeId,
      strategy,
      closedAtMs,
      ...inUsd(amounts),
    })),
    adjustmentsUsd: roundedUsd(sumOf(facts.adjustments, 'value'), 'down'),
    otherPostings: facts.otherPostings,
    orphans: { count: orphanMs.length, maxMs: orphanMs.reduce((most, each) => Math.max(most, each), 0) },
    recoveries: {
      takeovers: facts.takeovers,
      guardSteps: facts.guardSteps,
      revivedWorkflows: facts.revivedWorkflows,
    },
    incidents: { opened: facts.incidentsOpened, closed: facts.incidentsClosed, open: facts.incidentsOpen },
    openPositions: facts.openPositions,
  };
}

function closedByOutcome({ closed }: DailyFacts): Readonly<Record<TradeOutcome, number>> {
  const count = (outcome: TradeOutcome) => closed.find((each) => each.outcome === outcome)?.count ?? 0;
  return {
    completed: count('completed'),
    denied: count('denied'),
    aborted: count('aborted'),
    unwound: count('unwound'),
    'needs-operator': count('needs-operator'),
  };
}

const inUsd = ({ value, fees }: { value: string; fees: string }): { pnlUsd: Usd; feesUsd: Usd } => ({
  pnlUsd: roundedUsd(new Exact(value), 'down'),
  feesUsd: roundedUsd(new Exact(fees), 'up'),
});

function sumOf(
  facts: readonly { readonly value: string; readonly fees: string }[],
  term: 'value' | 'fees',
): Exact {
  return facts.reduce((sum, fact) => sum.plus(fact[term]), new Exact(0));
}

/** What the daily summary does; each call books one day in one commit and may run twice. */
export interface DailySummarySteps {
  /** Books the earliest unreported day that is over; another process may have booked it meanwhile. */
  bookNextDay(): Promise<{ readonly kind: 'booked'; readonly day: string } | { readonly kind: 'upToDate' }>;
}
