import { compareBalances, type ComparedBalances } from '../../domain/reconciliation/compareBalances';
import { compareFills } from '../../domain/reconciliation/compareFills';
import { compareOrders } from '../../domain/reconciliation/compareOrders';
import type { Difference } from '../../domain/reconciliation/difference';
import { PARTS, type VenueBooks, type VenueReading } from '../../domain/reconciliation/readings';
import type { UnreadablePart } from '../../domain/reconciliation/report';
import type { ComparedReading } from '../../domain/reconciliation/suspects';
import type { ReconciliationDeps } from './ports';
import { readBalances, readLists, readVenueTime, type VenueTime } from './readVenue';

/** A step stores what a reply told within this; private events are written in batches younger than it. */
const SETTLE_MS = 400;
/** Readings of the balances in one go; of the assets that a fill fell into, the next one may decide. */
const BALANCE_TRIES = 4;
/** Beyond the venue's own read lag. */
const LIST_SLACK_MS = 1_000;
/** Fills that a reading of balances alone has to take out of the books: those of the last moments. */
const RECENT_MS = 30_000;

export interface ReadingScope {
  /** Orders and fills too. */
  readonly lists: boolean;
  readonly ledger: boolean;
  /** Venue time from which on fills are compared. */
  readonly fillsSinceMs: number;
}

/** One reading of books and venue, and what of it could not be had. */
export interface TakenReading extends ComparedReading {
  readonly unreadable: readonly UnreadablePart[];
  /** Assets that trading did not let us read. */
  readonly undecided: readonly string[];
  /** Venue time at which the fills were asked for; absent where they were not, or not all could be read. */
  readonly fillsReadAtMs: number | undefined;
}

/**
 * Reads the venue first and the books after it: intents are written before their orders leave and fills soon after they happen, so what
 * the venue shows and the books do not is news, and one that stays is a difference.
 */
export async function takeReading(deps: ReconciliationDeps, scope: ReadingScope): Promise<TakenReading> {
  const time = await readVenueTime(deps);
  if (time.kind === 'unreadable') return nothingRead(deps, time.cause);
  const lists = scope.lists ? await readListsOf(deps, scope, time.value) : undefined;
  const balances = await readSettledBalances(deps, { scope, lists, time: time.value });
  const { books } = balances;
  const fromLists =
    lists === undefined
      ? []
      : [
          ...compareFills(books, lists, { listLagMs: deps.gateway.capabilities.readLagMs + LIST_SLACK_MS }),
          ...compareOrders(books, lists, deps.clock.nowMs()),
        ];
  const faults = scope.ledger ? await deps.books.faults(deps.venue) : [];
  const unreadable = [...balances.unreadable, ...unreadableOf(lists)];
  return {
    atMs: deps.clock.nowMs(),
    differences: [...balances.differences, ...fromLists, ...faults],
    isSilentOn: ({ part, subject }) =>
      unreadable.some((each) => each.part === part) ||
      (part === PARTS.balances && balances.undecided.includes(subject)),
    unreadable,
    undecided: balances.undecided,
    fillsReadAtMs: lists !== undefined && unreadable.length === 0 ? lists.readAtMs : undefined,
  };
}

/** The clock is asked first and cheapest: a venue that does not even tell the time tells nothing. */
const nothingRead = (deps: ReconciliationDeps, cause: string): TakenReading => ({
  atMs: deps.clock.nowMs(),
  differences: [],
  isSilentOn: () => true,
  unreadable: [{ part: PARTS.clock, cause }],
  undecided: [],
  fillsReadAtMs: undefined,
});

async function readListsOf(
  deps: ReconciliationDeps,
  { fillsSinceMs }: ReadingScope,
  time: VenueTime,
): Promise<VenueReading> {
  const { mode, venue } = deps;
  const books = await deps.books.read({ mode, venue, fillsSinceMs, clientOrderIds: [] });
  return readLists(deps, { books, fillsSinceMs, time });
}

interface CutQuestion {
  readonly scope: ReadingScope;
  readonly lists: VenueReading | undefined;
  readonly time: VenueTime;
}

interface SettledBalances extends ComparedBalances {
  readonly books: VenueBooks;
  readonly unreadable: readonly UnreadablePart[];
}

/** Reads the balances until no fill falls into the reading of any asset, a few times at most; each asset is taken from the first cut that decides it. */
async function readSettledBalances(
  deps: ReconciliationDeps,
  { scope, lists, time }: CutQuestion,
): Promise<SettledBalances> {
  const decided = new Map<string, Difference | undefined>();
  for (let tries = 1; ; tries++) {
    const reading = await readBalances(deps, time);
    await deps.sleep(SETTLE_MS);
    const books = await readBooks(deps, { scope, lists, time });
    if (reading.kind === 'unreadable')
      return {
        books,
        differences: [],
        undecided: [],
        unreadable: [{ part: PARTS.balances, cause: reading.cause }],
      };
    const { instruments, settings } = deps;
    const compared = compareBalances({
      books,
      reading: reading.value,
      venueFills: listedFills(lists),
      instruments,
      quoteDust: settings.quoteDust,
    });
    const assets = [...books.balances, ...reading.value.balances].map(({ asset }) => asset);
    for (const asset of assets)
      if (!decided.has(asset) && !compared.undecided.includes(asset))
        decided.set(
          asset,
          compared.differences.find(({ subject }) => subject === asset),
        );
    const undecided = compared.undecided.filter((asset) => !decided.has(asset));
    if (undecided.length > 0 && tries < BALANCE_TRIES) continue;
    const differences = [...decided.values()].filter((each) => each !== undefined);
    return { books, differences, undecided, unreadable: [] };
  }
}

function readBooks(deps: ReconciliationDeps, { scope, lists, time }: CutQuestion): Promise<VenueBooks> {
  const recentMs = deps.clock.nowMs() + time.offsetMs - RECENT_MS;
  const fillsSinceMs = lists === undefined ? Math.max(scope.fillsSinceMs, recentMs) : scope.fillsSinceMs;
  const clientOrderIds = lists === undefined ? [] : namedAtVenue(lists);
  return deps.books.read({ mode: deps.mode, venue: deps.venue, fillsSinceMs, clientOrderIds });
}

/** Every id of ours that the venue's lists name. */
function namedAtVenue(lists: VenueReading): string[] {
  const open = [...lists.instruments.values()].flatMap(({ openOrders }) =>
    openOrders.kind === 'read' ? openOrders.value : [],
  );
  return [...new Set([...open, ...listedFills(lists)].map(({ clientOrderId }) => clientOrderId))];
}

function listedFills(lists: VenueReading | undefined) {
  return [...(lists?.instruments.values() ?? [])].flatMap(({ fills }) =>
    fills.kind === 'read' ? fills.value : [],
  );
}

function unreadableOf(lists: VenueReading | undefined): UnreadablePart[] {
  const parts = [...(lists?.instruments ?? [])].flatMap(([id, { openOrders, fills }]) => [
    { part: PARTS.openOrdersOf(id), read: openOrders },
    { part: PARTS.fillsOf(id), read: fills },
  ]);
  const answers = [...(lists?.answers ?? [])].map(([id, read]) => ({ part: PARTS.order(id), read }));
  return [...parts, ...answers].flatMap(({ part, read }) =>
    read.kind === 'unreadable' ? [{ part, cause: read.cause }] : [],
  );
}
