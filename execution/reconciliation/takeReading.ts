import { compareFills } from '../../domain/reconciliation/compareFills';
import { compareOrders } from '../../domain/reconciliation/compareOrders';
import { listedFills, listedOrders, PARTS, type VenueReading } from '../../domain/reconciliation/readings';
import type { UnreadablePart } from '../../domain/reconciliation/report';
import type { ComparedReading } from '../../domain/reconciliation/suspects';
import type { ReconciliationDeps } from './ports';
import { readLists, readVenueTime, type VenueTime } from './readVenue';
import { readSettledBalances } from './settledBalances';

/** Readings of the balances in one go; of the assets that a fill fell into, the next one may decide. */
const BALANCE_TRIES = 4;
/** Beyond the venue's own read lag. */
export const LIST_SLACK_MS = 1_000;

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
  const balances = await readSettledBalances(deps, {
    time: time.value,
    listed:
      lists === undefined
        ? undefined
        : { fills: listedFills(lists.instruments), sinceMs: scope.fillsSinceMs },
    openedAtMs: scope.fillsSinceMs,
    clientOrderIds: lists === undefined ? [] : namedAtVenue(lists),
    tries: BALANCE_TRIES,
  });
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

/** Every id of ours that the venue's lists name. */
function namedAtVenue({ instruments }: VenueReading): string[] {
  const listed = [...listedOrders(instruments), ...listedFills(instruments)];
  return [...new Set(listed.map(({ clientOrderId }) => clientOrderId))];
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
