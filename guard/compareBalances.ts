import type { VenueId } from '../domain/instrument';
import {
  isPosition,
  withoutEventsBetween,
  type BalanceDifference,
} from '../domain/reconciliation/unknownPositions';
import { differenceKey } from '../domain/reconciliation/difference';
import { APART_MS, NOTHING_WEIGHED, weigh, type Weighing } from '../domain/reconciliation/suspects';
import { fillsSince } from '../execution/reconciliation/reconcileVenue';
import { LIST_SLACK_MS } from '../execution/reconciliation/takeReading';
import type { Logger } from '../runtime/logger';
import type { BalanceEvents } from './balanceEvents';
import { readBalancesOf, type BalancesRead, type GuardedVenue } from './readBalances';
import type { GuardRecords } from './records';

export interface BalanceComparisonDeps {
  readonly venues: readonly GuardedVenue[];
  readonly records: Pick<GuardRecords, 'openIncident'>;
  readonly events: Pick<BalanceEvents, 'markOf' | 'takeUnexplained'>;
  readonly mayAct: () => boolean;
  /** Pause between two readings of a venue of which nothing is suspected. */
  readonly everyMs: number;
  readonly logger: Logger;
}

/** Lists of fills cost most of the request budget, which look-ups of a takeover need too: each list of one instrument is paid by this pause. */
const PAUSE_PER_LIST_MS = 3_400;
/** A difference that stands is told again: counted while its incident is open, and opened anew where somebody closed it too early. */
const TOLD_AGAIN_AFTER_MS = 60_000;

/** What this guard knows of one venue: nothing → suspected (seen once) → confirmed (seen again, fills read too) → told; gone at any reading. */
interface Watch {
  weighing: Weighing;
  openedAtMs: number | undefined;
  dueAtMs: number;
  fillsReadAtMs: number;
  /** By asset, what an incident was opened for and when. */
  readonly told: Map<string, { readonly difference: string; readonly atMs: number }>;
}

const newWatch = (): Watch => ({
  weighing: NOTHING_WEIGHED,
  openedAtMs: undefined,
  dueAtMs: -Infinity,
  fillsReadAtMs: -Infinity,
  told: new Map(),
});

/**
 * Compares what the venues hold with the books: coins of no trade open `UNKNOWN_POSITION`, money `BALANCE_DIFFERS`. Returns one look, to be
 * repeated each second or so: it reads a venue that is due, asks for fills only where something is suspected, and does nothing for a guard
 * that may not act. It books nothing and orders nothing.
 */
export function createBalanceComparison(deps: BalanceComparisonDeps): () => Promise<void> {
  const watches = new Map<VenueId, Watch>();

  async function look(venue: GuardedVenue): Promise<void> {
    const watch = watches.get(venue.venue) ?? newWatch();
    watches.set(venue.venue, watch);
    if (!isDue(deps, venue, watch)) return;
    const fillsSinceMs = await fillsToAskFor(venue, watch);
    const nowMs = venue.clock.nowMs();
    if (fillsSinceMs !== undefined) watch.fillsReadAtMs = nowMs;
    watch.dueAtMs = nowMs + deps.everyMs; // also where the database fails us in between: what it cost at the venue was spent
    const read = await readBalancesOf(venue, deps.events, fillsSinceMs);
    if (read.kind === 'read') take(watch, read.value);
    else deps.logger.warn({ event: 'guard.unreadable', venue: venue.venue, cause: read.cause });
    if (watch.weighing.suspects.size > 0) {
      watch.dueAtMs = judgementDueAtMs(venue, watch);
      const suspects = [...watch.weighing.suspects.keys()];
      deps.logger.debug({ event: 'guard.balanceSuspected', venue: venue.venue, suspects });
    }
    if (read.kind === 'read') await tell(deps, venue, { watch, seen: read.value.differences });
  }

  return async () => {
    // what was seen before somebody else was active is not two readings of one watch
    if (!deps.mayAct()) watches.clear();
    else await Promise.all(deps.venues.map(look));
  };
}

/** Due by time; where nothing is suspected also when the stream tells of a change that no order explains. */
function isDue({ events }: BalanceComparisonDeps, { venue, clock }: GuardedVenue, watch: Watch): boolean {
  if (clock.nowMs() >= watch.dueAtMs) return true;
  return watch.weighing.suspects.size === 0 && events.takeUnexplained(venue);
}

/** A suspect is judged by a reading that lists the fills, so late that the venue's lists have what its balances had. */
function judgementDueAtMs({ gateway, clock, instruments }: GuardedVenue, { fillsReadAtMs }: Watch): number {
  const listedByMs = clock.nowMs() + APART_MS + gateway.capabilities.readLagMs + LIST_SLACK_MS;
  return Math.max(listedByMs, fillsReadAtMs + instruments.length * PAUSE_PER_LIST_MS);
}

function fillsToAskFor(venue: GuardedVenue, watch: Watch): Promise<number | undefined> {
  const { openedAtMs, weighing } = watch;
  if (openedAtMs === undefined || weighing.suspects.size === 0) return Promise.resolve(undefined);
  return fillsSince(venue, openedAtMs);
}

function take(watch: Watch, read: BalancesRead): void {
  watch.openedAtMs = read.openedAtMs;
  watch.weighing =
    read.openedAtMs === undefined // an account without an opening balance: there is nothing to compare with
      ? NOTHING_WEIGHED
      : weigh(withoutEventsBetween(watch.weighing, read), read, true);
}

interface Told {
  readonly watch: Watch;
  /** What the last reading shows. */
  readonly seen: readonly BalanceDifference[];
}

/** Opens the incidents of what is confirmed: once, again when it changes, and each minute while it stands. */
async function tell(deps: BalanceComparisonDeps, venue: GuardedVenue, { watch, seen }: Told): Promise<void> {
  const { told, weighing } = watch;
  for (const asset of told.keys()) {
    if (weighing.confirmed.has(differenceKey({ kind: 'balance', subject: asset }))) continue;
    told.delete(asset);
    deps.logger.info({ event: 'guard.balanceAgrees', venue: venue.venue, asset });
  }
  const nowMs = venue.clock.nowMs();
  const news = seen.filter((each) => {
    const last = told.get(each.asset);
    const isOld = last?.difference === each.difference && nowMs - last.atMs < TOLD_AGAIN_AFTER_MS;
    return weighing.confirmed.has(differenceKey(each)) && !isOld;
  });
  if (news.length === 0 || !deps.mayAct()) return;
  const isCoin = ({ asset }: BalanceDifference) => isPosition(asset, venue.instruments);
  await open(deps, venue, { kind: 'UNKNOWN_POSITION', differences: news.filter(isCoin) });
  await open(deps, venue, { kind: 'BALANCE_DIFFERS', differences: news.filter((each) => !isCoin(each)) });
  for (const { asset, difference } of news) told.set(asset, { difference, atMs: nowMs });
}

async function open(
  { records, logger }: BalanceComparisonDeps,
  { venue, mode }: GuardedVenue,
  { kind, differences }: { readonly kind: string; readonly differences: readonly BalanceDifference[] },
): Promise<void> {
  if (differences.length === 0) return;
  const named = differences.map(({ asset, ours, theirs, difference }) => ({
    asset,
    ours,
    theirs,
    difference,
  }));
  const event = kind === 'UNKNOWN_POSITION' ? 'guard.unknownPosition' : 'guard.balanceDiffers';
  logger.error({ event, venue, mode, differences: named });
  const details = { mode, count: named.length, differences: named };
  await records.openIncident({ severity: 'critical', kind, venue, details });
}
