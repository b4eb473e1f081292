import { EventEmitter } from 'node:events';
import type { Clock } from '../runtime/clock';
import { createBookPublisher, type BookPublisher } from './bookPublisher';
import type { FaultPlan } from './faultPlan';
import { fillRecord } from './fillRecords';
import type { JudgeLog, JudgeRecord } from './judgeLog';
import type { MarketUpdate } from './marketSource';
import { createMarketUnits } from './marketUnits';
import { createOrderBook, type PassiveMatch } from './orderBook';
import { createOrderReads, type OrderReads } from './orderReads';
import type { OrderRef } from './orderStore';
import { isOpen } from './orderStore';
import { createRecorder, type Recorder } from './recorder';
import type {
  SimCredentials,
  SimKeyPermissions,
  SimMarket,
  SimNewOrder,
  SimOrder,
  SimRejectReason,
  SimSubmitResult,
  SimulatedVenue,
  SimVenueEvents,
} from './simulatedVenue';
import { planSubmission, type MarketDesk } from './submission';
import { createVenueState, type VenueState } from './venueState';

const TRADING_KEY: SimKeyPermissions = { trade: true, withdraw: false, ipBound: false };

export interface SimAccount {
  readonly accountId: string;
  /** Several keys on one account: trader and guard. */
  readonly keys: readonly {
    readonly apiKey: string;
    readonly apiSecret: string;
    readonly permissions?: Partial<SimKeyPermissions> | undefined;
  }[];
  /** Decimal text by asset; written once, when the log is new. */
  readonly openingBalances: Readonly<Record<string, string>>;
}

export interface VenueSetup {
  readonly venue: string;
  readonly markets: readonly SimMarket[];
  readonly accounts: readonly SimAccount[];
  /** Binance takes a used id again once the earlier order is closed; Bybit never does. */
  readonly clientOrderIds: 'unique-while-open' | 'unique-forever';
}

export interface VenueCoreDeps {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: JudgeLog;
  /** What the log already held; records of other venues are left out by the core. */
  readonly records: readonly JudgeRecord[];
  readonly faults: FaultPlan;
}

export interface VenueCore extends SimulatedVenue {
  readonly faults: FaultPlan;
  readonly accountIds: readonly string[];
  /** Takes over what the market source says of one market. */
  applyUpdate(update: MarketUpdate): void;
  /** A halted market keeps its book and cancels orders, but accepts none. */
  halt(symbol: string, halted: boolean): void;
}

export type Desks = ReadonlyMap<string, MarketDesk>;

/** Everything the parts of one venue share. */
export interface VenueParts {
  readonly setup: VenueSetup;
  readonly deps: VenueCoreDeps;
  readonly state: VenueState;
  readonly desks: Desks;
  readonly halted: Set<string>;
  readonly recorder: Recorder;
  readonly publisher: BookPublisher;
  readonly nowMs: () => number;
}

/**
 * One simulated venue over its judge log: state of earlier runs comes back before the first request is answered.
 * @throws UnknownInLogError where the log belongs to another configuration
 */
export function createVenueCore(setup: VenueSetup, deps: VenueCoreDeps): VenueCore {
  const events = new EventEmitter<SimVenueEvents>();
  events.setMaxListeners(0);
  const parts = createParts(setup, deps, events);
  restore(parts);
  const credentials = new Map(
    setup.accounts.flatMap(({ accountId, keys }) =>
      keys.map(({ apiKey, apiSecret, permissions }): [string, SimCredentials] => [
        apiKey,
        { accountId, apiSecret, permissions: { ...TRADING_KEY, ...permissions } },
      ]),
    ),
  );
  const reads: OrderReads = createOrderReads(parts);
  return {
    venue: setup.venue,
    markets: setup.markets,
    faults: deps.faults,
    accountIds: setup.accounts.map((account) => account.accountId),
    nowMs: parts.nowMs,
    credentials: (apiKey) => credentials.get(apiKey),
    submit: (accountId, order) => submit(parts, accountId, order),
    cancel: (accountId, ref) => cancel(parts, accountId, ref),
    cancelAll: (accountId, symbol) => cancelAll(parts, accountId, symbol),
    ...reads,
    snapshot: parts.publisher.snapshot,
    applyUpdate: (update) => {
      applyUpdate(parts, update);
    },
    halt: (symbol, halted) => {
      if (halted) parts.halted.add(symbol);
      else parts.halted.delete(symbol);
    },
    rejectedLate: (accountId, { clientOrderId, symbol }) => {
      const name = { venue: setup.venue, accountId, timeMs: parts.nowMs() };
      deps.log.append([{ kind: 'rejectedLate', ...name, clientOrderId, symbol }]);
    },
    on: (event, listener) => void events.on(event, listener as never),
    off: (event, listener) => void events.off(event, listener as never),
  };
}

function createParts(
  setup: VenueSetup,
  deps: VenueCoreDeps,
  events: EventEmitter<SimVenueEvents>,
): VenueParts {
  const nowMs = (): number => deps.clock.nowMs() + deps.faults.clockSkewMs();
  const state = createVenueState(setup.markets);
  const desks: Desks = new Map(
    setup.markets.map((market) => [
      market.symbol,
      { market, units: createMarketUnits(market), book: createOrderBook() },
    ]),
  );
  const publisher = createBookPublisher({ desks, events, nowMs });
  const recorder = createRecorder({ state, log: deps.log, events });
  return { setup, deps, state, desks, halted: new Set(), recorder, publisher, nowMs };
}

/** Replays the log, gives new accounts their opening balances, and puts open orders back into the books. */
function restore({ setup, deps, state, desks, recorder, nowMs }: VenueParts): void {
  for (const record of deps.records) if (record.venue === setup.venue) state.apply(record);
  for (const { accountId, openingBalances } of setup.accounts) {
    if (state.hasOpening(accountId)) continue;
    recorder.commit(
      Object.entries(openingBalances).map(([asset, amount]) => ({
        kind: 'opening',
        venue: setup.venue,
        accountId,
        timeMs: nowMs(),
        asset,
        amount,
      })),
    );
  }
  for (const order of state.orders.open()) {
    const desk = desks.get(order.symbol);
    const ticks = desk?.units.parseTicks(order.price);
    if (desk && ticks !== undefined) rest(desk, order, ticks);
  }
}

function rest(desk: MarketDesk, order: SimOrder, ticks: number): void {
  const { orderId, accountId, side } = order;
  const lots = (desk.units.parseLots(order.qty) ?? 0) - (desk.units.parseLots(order.filledQty) ?? 0);
  desk.book.rest({ orderId, accountId, side, ticks, lots });
}

function submit(parts: VenueParts, accountId: string, order: SimNewOrder): SimSubmitResult {
  const { setup, state, desks, deps } = parts;
  const desk = desks.get(order.symbol);
  const timeMs = parts.nowMs();
  const early = desk === undefined ? 'unknownSymbol' : refusedEarly(parts, accountId, order);
  if (desk === undefined || early !== undefined) return refuse(parts, accountId, { order, reason: early });
  const arrival = { venue: setup.venue, accountId, order, timeMs, maxTakeQty: deps.faults.onMatch() };
  const submission = planSubmission(arrival, desk, state);
  if (submission.kind === 'refused') return refuse(parts, accountId, { order, reason: submission.reason });
  const flush = parts.recorder.commit(submission.records);
  desk.book.execute(order.side, submission.matches);
  if (submission.resting)
    desk.book.rest({ orderId: submission.orderId, accountId, side: order.side, ...submission.resting });
  parts.publisher.trades(desk, order.side, submission.matches);
  flush();
  parts.publisher.changes(desk);
  return acceptedResult(state, submission.orderId);
}

function acceptedResult(state: VenueState, orderId: string): SimSubmitResult {
  const order = state.orders.byOrderId(orderId);
  if (!order) throw new Error(`order ${orderId} was committed and is not there`);
  return { kind: 'accepted', order };
}

function refusedEarly(
  { setup, state, halted }: VenueParts,
  accountId: string,
  order: SimNewOrder,
): SimRejectReason | undefined {
  if (halted.has(order.symbol)) return 'marketHalted';
  const used = state.orders.usedClientOrderId(accountId, order.clientOrderId);
  if (!used) return undefined;
  return setup.clientOrderIds === 'unique-forever' || isOpen(used) ? 'duplicateClientOrderId' : undefined;
}

function refuse(
  { setup, deps, nowMs }: VenueParts,
  accountId: string,
  { order, reason = 'unknownSymbol' }: { order: SimNewOrder; reason: SimRejectReason | undefined },
): SimSubmitResult {
  const { clientOrderId, symbol } = order;
  const name = { venue: setup.venue, accountId, timeMs: nowMs(), clientOrderId, symbol };
  deps.log.append([{ kind: 'rejected', ...name, reason }]);
  return { kind: 'rejected', reason };
}

function cancel(parts: VenueParts, accountId: string, ref: OrderRef): SimOrder | undefined {
  const order = parts.state.orders.find(accountId, ref, Number.POSITIVE_INFINITY);
  const desk = parts.desks.get(ref.symbol);
  if (!order || !desk || !isOpen(order)) return undefined;
  const { orderId, clientOrderId, symbol } = order;
  const name = { venue: parts.setup.venue, accountId, timeMs: parts.nowMs(), orderId, clientOrderId, symbol };
  const flush = parts.recorder.commit([{ kind: 'closed', ...name, status: 'cancelled' }]);
  desk.book.remove(orderId);
  flush();
  parts.publisher.changes(desk);
  return parts.state.orders.byOrderId(orderId);
}

function cancelAll(parts: VenueParts, accountId: string, symbol: string): SimOrder[] {
  const mine = parts.state.orders
    .open()
    .filter((order) => order.accountId === accountId && order.symbol === symbol);
  return mine.flatMap(({ orderId }) => cancel(parts, accountId, { symbol, orderId }) ?? []);
}

function applyUpdate(parts: VenueParts, update: MarketUpdate): void {
  const desk = parts.desks.get(update.symbol);
  if (!desk) return;
  switch (update.kind) {
    case 'depth':
      if (update.reset) desk.book.clearAnonymous();
      desk.book.setAnonymous(update);
      fillResting(parts, desk, desk.book.crossResting());
      break;
    case 'trade':
      fillResting(parts, desk, desk.book.hitResting(update));
      parts.publisher.trades(desk, update.takerSide, [update]);
      break;
  }
  parts.publisher.changes(desk);
}

/** Fills of our resting orders by the market source: each under a trade id of its own, the order as maker. */
function fillResting(parts: VenueParts, desk: MarketDesk, matches: readonly PassiveMatch[]): void {
  const timeMs = parts.nowMs();
  const firstTradeId = parts.state.nextTradeId();
  const records = matches.flatMap((match, index) => {
    const order = parts.state.orders.byOrderId(match.orderId);
    const facts = { tradeId: firstTradeId + index, ticks: match.ticks, lots: match.lots, timeMs };
    return order ? [fillRecord(parts.setup.venue, desk, { ...facts, order, liquidity: 'maker' })] : [];
  });
  parts.recorder.commit(records)();
}
