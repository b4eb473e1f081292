import { compareBalances, type ComparedBalances } from '../../domain/reconciliation/compareBalances';
import type { Difference } from '../../domain/reconciliation/difference';
import { PARTS, type BalanceReading, type VenueBooks } from '../../domain/reconciliation/readings';
import type { UnreadablePart } from '../../domain/reconciliation/report';
import type { Fill } from '../../domain/order';
import type { ReconciliationDeps } from './ports';
import { readBalances, type VenueTime } from './readVenue';

/** A step stores what a reply told within this; private events are written in batches younger than it. */
const SETTLE_MS = 400;
/** Fills that a reading of balances alone has to take out of the books: those of the last moments. */
export const RECENT_MS = 30_000;

/** How balances and books are read on one cut. */
export interface BalanceCut {
  readonly time: VenueTime;
  /** What the venue lists since a time of its own; absent where it was not asked: the books' own fills of the last moments serve then. */
  readonly listed: { readonly fills: readonly Fill[]; readonly sinceMs: number } | undefined;
  /** No fill before this venue time is asked for. */
  readonly openedAtMs: number;
  /** Orders that the books are to tell of although they are final. */
  readonly clientOrderIds: readonly string[];
  /** Readings in one go, at most. */
  readonly tries: number;
}

export interface SettledBalances extends ComparedBalances {
  readonly books: VenueBooks;
  /** The last reading; absent where the balances could not be read. */
  readonly reading: BalanceReading | undefined;
  readonly unreadable: readonly UnreadablePart[];
}

type Asked = Pick<
  ReconciliationDeps,
  'mode' | 'venue' | 'instruments' | 'gateway' | 'account' | 'books' | 'settings' | 'clock' | 'sleep'
>;

/** Reads the balances until no fill falls into the reading of any asset, a few times at most; each asset is taken from the first cut that decides it. */
export async function readSettledBalances(deps: Asked, cut: BalanceCut): Promise<SettledBalances> {
  const decided = new Map<string, Difference | undefined>();
  for (let tries = 1; ; tries++) {
    const read = await readBalances(deps, cut.time);
    await deps.sleep(SETTLE_MS);
    const books = await readBooks(deps, cut);
    if (read.kind === 'unreadable') return nothingOf(books, read.cause);
    const reading = read.value;
    const { instruments, settings } = deps;
    const venueFills = cut.listed?.fills ?? [];
    const compared = compareBalances({
      books,
      reading,
      venueFills,
      instruments,
      quoteDust: settings.quoteDust,
    });
    const assets = [...books.balances, ...reading.balances].map(({ asset }) => asset);
    for (const asset of assets)
      if (!decided.has(asset) && !compared.undecided.includes(asset))
        decided.set(
          asset,
          compared.differences.find(({ subject }) => subject === asset),
        );
    const undecided = compared.undecided.filter((asset) => !decided.has(asset));
    if (undecided.length > 0 && tries < cut.tries) continue;
    const differences = [...decided.values()].filter((each) => each !== undefined);
    return { books, reading, differences, undecided, unreadable: [] };
  }
}

const nothingOf = (books: VenueBooks, cause: string): SettledBalances => ({
  books,
  reading: undefined,
  differences: [],
  undecided: [],
  unreadable: [{ part: PARTS.balances, cause }],
});

function readBooks(
  deps: Asked,
  { time, listed, openedAtMs, clientOrderIds }: BalanceCut,
): Promise<VenueBooks> {
  const recentMs = deps.clock.nowMs() + time.offsetMs - RECENT_MS;
  const fillsSinceMs = listed?.sinceMs ?? Math.max(openedAtMs, recentMs);
  return deps.books.read({ mode: deps.mode, venue: deps.venue, fillsSinceMs, clientOrderIds });
}
