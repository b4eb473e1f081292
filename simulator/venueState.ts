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
  const fold: Fold = {
    accounts: createAccountBook(),
    orders: createOrderStore(),
    markets: new Map(markets.map((market) => [market.symbol, market])),
  };
  const opened = new Set<string>();
  let lastOrderId = 0;
  let lastTradeId = 0;

  function apply(record: JudgeRecord): void {
    switch (record.kind) {
      case 'opening':
        opened.add(record.accountId);
        fold.accounts.credit(record.accountId, record.asset, new Exact(record.amount));
        return;
      case 'accepted':
        lastOrderId = Math.max(lastOrderId, Number(record.orderId));
        accept(fold, record);
        return;
      case 'filled':
        lastTradeId = Math.max(lastTradeId, record.tradeId);
        fill(fold, record);
        return;
      case 'closed':
        close(fold, record);
        return;
      case 'rejected':
      case 'rejectedLate':
        return;
    }
  }

  return {
    accounts: fold.accounts,
    orders: fold.orders,
    apply,
    nextOrderId: () => String(lastOrderId + 1),
    nextTradeId: () => lastTradeId + 1,
    hasOpening: (accountId) => opened.has(accountId),
  };
}

interface Fold {
  readonly accounts: AccountBook;
  readonly orders: OrderStore;
  readonly markets: ReadonlyMap<string, SimMarket>;
}

function marketOf(fold: Fold, symbol: string): SimMarket {
  const market = fold.markets.get(symbol);
  if (!market) throw new UnknownInLogError(`market ${symbol}`);
  return market;
}

function orderOf(fold: Fold, orderId: string): SimOrder {
  const order = fold.orders.byOrderId(orderId);
  if (!order) throw new UnknownInLogError(`order ${orderId}`);
  return order;
}

function lockRest(fold: Fold, order: SimOrder, direction: 1 | -1): void {
  const held = heldBy(order, marketOf(fold, order.symbol));
  fold.accounts.lock(order.accountId, held.asset, held.amount.times(direction));
}

function accept(fold: Fold, record: RecordOf<'accepted'>): void {
  const order = orderFrom(record);
  lockRest(fold, order, 1);
  fold.orders.put(order);
}

function fill(fold: Fold, record: RecordOf<'filled'>): void {
  const { accountId } = record;
  const before = orderOf(fold, record.orderId);
  const after = withFill(before, record);
  const { base, quote } = marketOf(fold, record.symbol);
  const sign = record.side === 'buy' ? 1 : -1;
  lockRest(fold, before, -1);
  fold.accounts.credit(accountId, base, new Exact(record.qty).times(sign));
  fold.accounts.credit(accountId, quote, new Exact(record.quote).times(-sign));
  fold.accounts.credit(accountId, record.feeAsset, new Exact(record.fee).negated());
  if (isOpen(after)) lockRest(fold, after, 1);
  fold.orders.put(after);
}

function close(fold: Fold, record: RecordOf<'closed'>): void {
  const before = orderOf(fold, record.orderId);
  lockRest(fold, before, -1);
  fold.orders.put({ ...before, status: record.status, updatedMs: record.timeMs });
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
