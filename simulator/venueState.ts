import { Exact } from '../domain/money';
import { createAccountBook, type AccountBook } from './accountBook';
import type { JudgeRecord, RecordOf } from './judgeLog';
import { createOrderStore, isOpen, type OrderStore } from './orderStore';
import type { SimFill, SimMarket, SimOrder } from './simulatedVenue';

/** What a venue knows of accounts and orders: the fold of its judge log and nothing else. */
export interface VenueState {
  readonly accounts: AccountBook;
  readonly orders: OrderStore;
  apply(record: JudgeRecord): void;
  nextOrderId(): string;
  nextTradeId(): number;
  hasOpening(accountId: string): boolean;
}

/** Thrown where a record names an order or market that no earlier record or the configuration holds. */
export class UnknownInLogError extends Error {
  override readonly name = 'UnknownInLogError';
  constructor(readonly what: string) {
    super(`the judge log names ${what}, which is unknown; the data folder belongs to another configuration`);
  }
}

export function createVenueState(markets: readonly SimMarket[]): VenueState {
  const accounts = createAccountBook();
  const orders = createOrderStore();
  const bySymbol = new Map(markets.map((market) => [market.symbol, market]));
  const opened = new Set<string>();
  let lastOrderId = 0;
  let lastTradeId = 0;

  function marketOf(symbol: string): SimMarket {
    const market = bySymbol.get(symbol);
    if (!market) throw new UnknownInLogError(`market ${symbol}`);
    return market;
  }

  function orderOf(orderId: string): SimOrder {
    const order = orders.byOrderId(orderId);
    if (!order) throw new UnknownInLogError(`order ${orderId}`);
    return order;
  }

  function lockRest(order: SimOrder, direction: 1 | -1): void {
    const held = heldBy(order, marketOf(order.symbol));
    accounts.lock(order.accountId, held.asset, held.amount.times(direction));
  }

  function accept(record: RecordOf<'accepted'>): void {
    const order = orderFrom(record);
    lastOrderId = Math.max(lastOrderId, Number(order.orderId));
    lockRest(order, 1);
    orders.put(order);
  }

  function fill(record: RecordOf<'filled'>): void {
    const before = orderOf(record.orderId);
    const after = withFill(before, record);
    const market = marketOf(record.symbol);
    lastTradeId = Math.max(lastTradeId, record.tradeId);
    lockRest(before, -1);
    const [paid, got] = record.side === 'buy' ? [market.quote, market.base] : [market.base, market.quote];
    const [paidAmount, gotAmount] =
      record.side === 'buy' ? [record.quote, record.qty] : [record.qty, record.quote];
    accounts.credit(record.accountId, paid, new Exact(paidAmount).negated());
    accounts.credit(record.accountId, got, new Exact(gotAmount));
    accounts.credit(record.accountId, record.feeAsset, new Exact(record.fee).negated());
    if (isOpen(after)) lockRest(after, 1);
    orders.put(after);
  }

  function close(record: RecordOf<'closed'>): void {
    const before = orderOf(record.orderId);
    lockRest(before, -1);
    orders.put({ ...before, status: record.status, updatedMs: record.timeMs });
  }

  return {
    accounts,
    orders,
    nextOrderId: () => String(lastOrderId + 1),
    nextTradeId: () => lastTradeId + 1,
    hasOpening: (accountId) => opened.has(accountId),
    apply: (record) => {
      switch (record.kind) {
        case 'opening':
          opened.add(record.accountId);
          accounts.credit(record.accountId, record.asset, new Exact(record.amount));
          return;
        case 'accepted':
          accept(record);
          return;
        case 'filled':
          fill(record);
          return;
        case 'closed':
          close(record);
          return;
        case 'rejected':
        case 'rejectedLate':
          return;
      }
    },
  };
}

/** What an open order holds back: quote at its limit for a buy, base for a sell. Market orders never rest and hold nothing. */
function heldBy(order: SimOrder, market: SimMarket): { asset: string; amount: Exact } {
  const rest = new Exact(order.qty).minus(order.filledQty);
  if (order.side === 'buy') return { asset: market.quote, amount: rest.times(order.price) };
  return { asset: market.base, amount: order.type === 'market' ? new Exact(0) : rest };
}

function orderFrom(record: RecordOf<'accepted'>): SimOrder {
  const { orderId, clientOrderId, accountId, symbol, side, type, timeInForce, price, qty, timeMs } = record;
  const identity = { orderId, clientOrderId, accountId, symbol, side, type, timeInForce, price, qty };
  return {
    ...identity,
    filledQty: '0',
    quoteFilled: '0',
    status: 'new',
    rejectReason: undefined,
    createdMs: timeMs,
    updatedMs: timeMs,
    fills: [],
  };
}

function withFill(order: SimOrder, record: RecordOf<'filled'>): SimOrder {
  const { tradeId, orderId, clientOrderId, accountId, symbol, side, price, qty } = record;
  const { fee, feeAsset, liquidity, timeMs } = record;
  const identity = { tradeId, orderId, clientOrderId, accountId, symbol, side };
  const fill: SimFill = { ...identity, price, qty, fee, feeAsset, liquidity, timeMs };
  const filled = new Exact(order.filledQty).plus(qty);
  return {
    ...order,
    filledQty: filled.toFixed(),
    quoteFilled: new Exact(order.quoteFilled).plus(record.quote).toFixed(),
    status: filled.eq(order.qty) ? 'filled' : 'partiallyFilled',
    updatedMs: timeMs,
    fills: [...order.fills, fill],
  };
}
