import type { Difference } from '../../domain/reconciliation/difference';
import type {
  ReconciliationKind,
  ReconciliationOutcome,
  ReconciliationReport,
  ReportedDifference,
  UnreadablePart,
} from '../../domain/reconciliation/report';
import { APART_MS, NOTHING_WEIGHED, undecidedIn, weigh } from '../../domain/reconciliation/suspects';
import { actOn } from './actOn';
import type { ReconciliationDeps } from './ports';
import { takeReading } from './takeReading';

/** Enough for a suspect of the first two readings to be decided on a busy venue. */
const MOST_READINGS = 6;
/** Suspects that appear later than this are the next run's: under steady trading there is always a young one. */
const FOLLOWED_READINGS = 2;
/** Fills are compared again from this long before the last whole run: clocks, lags, commits under way. */
const OVERLAP_MS = 60_000;

/**
 * Reads one venue and the books until every suspect is confirmed or cleared, acts on what is confirmed by the written rules alone, and
 * stores the report. Posts facts, opens incidents, may deny new risk; never cancels and never flattens. Safe to run any number of times and
 * at once in several processes: facts are counted once, one incident is open per kind and venue, a control is set once.
 * @throws where the database can't be reached: then nothing is claimed and nothing done
 */
export async function reconcileVenue(
  deps: ReconciliationDeps,
  kind: ReconciliationKind,
): Promise<ReconciliationReport> {
  const atMs = deps.clock.nowMs();
  const { mode, venue } = deps;
  const { openedAtMs } = await deps.books.read({ mode, venue, fillsSinceMs: atMs, clientOrderIds: [] });
  const found = openedAtMs === undefined ? UNOPENED : await decide(deps, kind, openedAtMs);
  const acted = await actOn(deps, found.confirmed);
  const report: ReconciliationReport = {
    kind,
    venue,
    mode,
    atMs,
    durationMs: deps.clock.nowMs() - atMs,
    readings: found.readings,
    outcome: openedAtMs === undefined ? 'unopened' : outcomeOf(found, acted),
    differences: acted.standing.map(reported),
    healed: acted.healed.map(reported),
    unreadable: found.unreadable,
    unsettled: found.unsettled,
    ...(found.fillsReadAtMs === undefined ? {} : { fillsComparedToMs: Math.floor(found.fillsReadAtMs) }),
  };
  await deps.books.save(report);
  deps.logger.info({ event: 'reconciliation.ran', ...report });
  return report;
}

interface Decided {
  readonly confirmed: readonly Difference[];
  readonly readings: number;
  readonly unreadable: readonly UnreadablePart[];
  readonly unsettled: readonly string[];
  /** When the fills were asked for, in a run that was whole to its end. */
  readonly fillsReadAtMs: number | undefined;
}

/** An account without an opening balance: there is nothing to compare with. */
const UNOPENED: Decided = {
  confirmed: [],
  readings: 0,
  unreadable: [],
  unsettled: [],
  fillsReadAtMs: undefined,
};

/** Venue time, ms, from which on fills are compared: what was before the account was opened is in its opening balance. */
export async function fillsSince(
  { books, mode, venue }: Pick<ReconciliationDeps, 'books' | 'mode' | 'venue'>,
  openedAtMs: number,
): Promise<number> {
  const comparedToMs = await books.fillsComparedToMs(mode, venue);
  return comparedToMs === undefined ? openedAtMs : Math.max(openedAtMs, comparedToMs - OVERLAP_MS);
}

/** Reads until nothing is suspected any more. A run of balances alone asks for orders and fills, too, as soon as it suspects something. */
async function decide(
  deps: ReconciliationDeps,
  kind: ReconciliationKind,
  openedAtMs: number,
): Promise<Decided> {
  const ledger = kind !== 'balances';
  const fillsSinceMs = await fillsSince(deps, openedAtMs);
  let weighing = NOTHING_WEIGHED;
  for (let readings = 1; ; readings++) {
    const last = await takeReading(deps, { lists: ledger || readings > 1, ledger, fillsSinceMs });
    weighing = weigh(weighing, last, readings <= FOLLOWED_READINGS);
    const open = undecidedIn(weighing);
    const unsettled = [...new Set([...open, ...last.undecided])];
    if (unsettled.length === 0 || readings === MOST_READINGS)
      return {
        confirmed: [...weighing.confirmed.values()],
        readings,
        unreadable: last.unreadable,
        unsettled,
        fillsReadAtMs: ledger && open.length === 0 ? last.fillsReadAtMs : undefined,
      };
    await deps.sleep(APART_MS);
  }
}

function outcomeOf(
  { unreadable, unsettled }: Decided,
  { standing, healed }: { standing: readonly Difference[]; healed: readonly Difference[] },
): ReconciliationOutcome {
  if (standing.some(({ aboveDust }) => aboveDust)) return 'differs';
  if (unreadable.length > 0) return 'unreadable';
  if (unsettled.length > 0) return 'unsettled';
  return healed.length > 0 ? 'healed' : 'clean';
}

function reported({ kind, subject, ours, theirs, aboveDust }: Difference): ReportedDifference {
  return {
    kind,
    subject,
    aboveDust,
    ...(ours === undefined ? {} : { ours }),
    ...(theirs === undefined ? {} : { theirs }),
  };
}
