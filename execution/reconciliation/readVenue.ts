import type { InstrumentId } from '../../domain/instrument';
import type { Fill, OrderReport } from '../../domain/order';
import {
  listedOrders,
  type BalanceReading,
  type BookedOrder,
  type InstrumentReading,
  type OrderAnswer,
  type Read,
  type VenueBooks,
  type VenueReading,
} from '../../domain/reconciliation/readings';
import { VenueReadError } from '../../venues/orderGateway';
import type { ReconciliationDeps } from './ports';

/** How long a fill may take to show in the balances: one just before the question may be in them or not. */
const BALANCE_LAG_MS = 20;
/** Times of a venue are whole milliseconds. */
const ROUNDING_MS = 2;
/** An order with news younger than this is left to the step that works with it. */
const QUIET_ORDER_MS = 5_000;

type Asked = Pick<ReconciliationDeps, 'gateway' | 'account' | 'instruments' | 'clock' | 'venue'>;

/** The venue's answer, or why there is none; a bug of ours is thrown. */
export async function readable<Value>(ask: () => Promise<Value>): Promise<Read<Value>> {
  try {
    return { kind: 'read', value: await ask() };
  } catch (error) {
    if (!(error instanceof VenueReadError)) throw error;
    return { kind: 'unreadable', cause: error.message };
  }
}

/** The venue's clock as measured just now. */
export interface VenueTime {
  /** Venue minus our clock. */
  readonly offsetMs: number;
  /** How far the offset may be off, each way. */
  readonly toleranceMs: number;
}

/** Of a clock read over a round trip, the error is at most half of it. */
export function readVenueTime({ account, clock }: Asked): Promise<Read<VenueTime>> {
  return readable(async () => {
    const askedAtNs = clock.monotonicNs();
    const offsetMs = await account.clockOffsetMs();
    const roundTripMs = Number(clock.monotonicNs() - askedAtNs) / 1e6;
    return { offsetMs, toleranceMs: roundTripMs / 2 + ROUNDING_MS };
  });
}

/** Balances with the moments, in the venue's time, between which they were true. */
export function readBalances(
  deps: Asked,
  { offsetMs, toleranceMs }: VenueTime,
): Promise<Read<BalanceReading>> {
  return readable(async () => {
    const fromMs = deps.clock.nowMs() + offsetMs - toleranceMs - BALANCE_LAG_MS;
    const balances = await deps.account.balances();
    return { fromMs, untilMs: deps.clock.nowMs() + offsetMs + toleranceMs, balances };
  });
}

export interface ListsQuestion {
  readonly books: VenueBooks;
  readonly fillsSinceMs: number;
  readonly time: VenueTime;
}

/** Every fill since a venue time, of all instruments: whole, or unreadable. Ids of orders are the venue's own: nothing is asked for ours. */
export function readFills(
  { gateway, instruments }: Pick<Asked, 'gateway' | 'instruments'>,
  sinceMs: number,
): Promise<Read<readonly Fill[]>> {
  return readable(async () => {
    const fills: Fill[] = [];
    // one after another: orders of this process share the request budget
    for (const { id } of instruments) fills.push(...(await gateway.fillsSince(id, sinceMs, (each) => each)));
    return fills;
  });
}

/** Open orders and fills of every instrument, and what became of the orders that are not final in the books. */
export async function readLists(deps: Asked, question: ListsQuestion): Promise<VenueReading> {
  const { books, fillsSinceMs, time } = question;
  const readAtMs = deps.clock.nowMs() + time.offsetMs;
  const names = new Map(
    [...books.fills, ...books.orders].flatMap(({ venueOrderId, clientOrderId }) =>
      venueOrderId === undefined ? [] : [[venueOrderId, clientOrderId] as const],
    ),
  );
  const instruments = new Map<InstrumentId, InstrumentReading>();
  // one after another: orders of this process share the request budget
  for (const { id } of deps.instruments) {
    const openOrders = await readable(() => deps.gateway.openOrders(id));
    const fills = await readable(() => deps.gateway.fillsSince(id, fillsSinceMs, (each) => names.get(each)));
    instruments.set(id, { openOrders, fills });
  }
  return {
    venue: deps.venue,
    fillsSinceMs,
    readAtMs,
    instruments,
    answers: await askForOpen(deps, books, listedOrders(instruments)),
  };
}

/** What the venue knows of each order that nobody has in hand: one question by name before anything is said of it. */
async function askForOpen(
  deps: Asked,
  { orders }: VenueBooks,
  listed: readonly OrderReport[],
): Promise<Map<string, Read<OrderAnswer>>> {
  const open = new Map(listed.map((report) => [report.clientOrderId, report]));
  const answers = new Map<string, Read<OrderAnswer>>();
  for (const order of orders.filter((each) => isOverdue(each, deps.clock.nowMs()))) {
    const report = open.get(order.clientOrderId);
    const answer = report === undefined ? await lookUp(deps, order) : ({ kind: 'found', report } as const);
    answers.set(order.clientOrderId, answer.kind === 'unreadable' ? answer : { kind: 'read', value: answer });
  }
  return answers;
}

const lookUp = (deps: Asked, { clientOrderId, instrumentId }: BookedOrder) =>
  deps.gateway.lookUp({ venue: deps.venue, clientOrderId, instrumentId });

const isOverdue = (order: BookedOrder, nowMs: number): boolean =>
  !order.final && !order.inHand && nowMs - order.updatedAtMs >= QUIET_ORDER_MS;
