import { judgeBalances, type JudgedBalances } from '../domain/reconciliation/unknownPositions';
import type { Read } from '../domain/reconciliation/readings';
import type { ReconciliationDeps } from '../execution/reconciliation/ports';
import { readFills, readVenueTime } from '../execution/reconciliation/readVenue';
import { readSettledBalances } from '../execution/reconciliation/settledBalances';
import type { BalanceEvents } from './balanceEvents';

/** One venue as the guard reads it, over a session of its own. */
export type GuardedVenue = Pick<
  ReconciliationDeps,
  'mode' | 'venue' | 'instruments' | 'gateway' | 'account' | 'books' | 'settings' | 'clock' | 'sleep'
>;

export interface BalancesRead extends JudgedBalances {
  /** When the account was opened in the ledger, wall clock; absent before that. */
  readonly openedAtMs: number | undefined;
}

/**
 * Reads the balances of a venue and what the books say of them; with `fillsSinceMs` also every fill since that venue time, so that fills which
 * nobody has booked yet explain their part. Whole or unreadable: where one list is missing, nothing is said of anything.
 * @throws where the database can't be reached
 */
export async function readBalancesOf(
  venue: GuardedVenue,
  events: Pick<BalanceEvents, 'markOf'>,
  fillsSinceMs: number | undefined,
): Promise<Read<BalancesRead>> {
  const time = await readVenueTime(venue);
  if (time.kind === 'unreadable') return time;
  const fills = fillsSinceMs === undefined ? undefined : await readFills(venue, fillsSinceMs);
  if (fills?.kind === 'unreadable') return fills;
  const listed =
    fills === undefined || fillsSinceMs === undefined
      ? undefined
      : { fills: fills.value, sinceMs: fillsSinceMs };
  const cut = { time: time.value, listed, openedAtMs: 0, clientOrderIds: [], tries: 1 };
  const { books, reading, unreadable, ...compared } = await readSettledBalances(venue, cut);
  if (reading === undefined) return { kind: 'unreadable', cause: unreadable[0]?.cause ?? 'no balances' };
  const judged = judgeBalances({
    ...compared,
    books,
    reading,
    instruments: venue.instruments,
    atMs: venue.clock.nowMs(),
    streamMark: (asset) => events.markOf(venue.venue, asset),
  });
  return { kind: 'read', value: { ...judged, openedAtMs: books.openedAtMs } };
}
