import { Exact } from '../../domain/money';
import type { SimFill, SimOrder, SimOrderStatus } from '../simulatedVenue';

const STATUS: Readonly<Record<SimOrderStatus, string>> = {
  new: 'NEW',
  partiallyFilled: 'PARTIALLY_FILLED',
  filled: 'FILLED',
  cancelled: 'CANCELED',
  expired: 'EXPIRED',
  rejected: 'REJECTED',
};

/** Amounts as the venue prints them, with eight decimals; empty text is zero. */
export function amount(text: string): string {
  return new Exact(text === '' ? '0' : text).toFixed(8);
}

export const statusOf = (order: SimOrder): string => STATUS[order.status];
export const sideOf = (order: { side: 'buy' | 'sell' }): string => (order.side === 'buy' ? 'BUY' : 'SELL');

export function typeOf(order: SimOrder): string {
  if (order.type === 'market') return 'MARKET';
  return order.timeInForce === 'postOnly' ? 'LIMIT_MAKER' : 'LIMIT';
}

export const timeInForceOf = (order: SimOrder): string =>
  order.type === 'market' || order.timeInForce === 'postOnly' ? 'GTC' : order.timeInForce;

/** What every REST form of an order shares. */
function core(order: SimOrder): Record<string, unknown> {
  return {
    symbol: order.symbol,
    orderId: Number(order.orderId),
    orderListId: -1,
    clientOrderId: order.clientOrderId,
  };
}

function progress(order: SimOrder): Record<string, unknown> {
  return {
    price: amount(order.price),
    origQty: amount(order.qty),
    executedQty: amount(order.filledQty),
    origQuoteOrderQty: '0.00000000',
    cummulativeQuoteQty: amount(order.quoteFilled),
    status: statusOf(order),
    timeInForce: timeInForceOf(order),
    type: typeOf(order),
    side: sideOf(order),
    workingTime: order.createdMs,
    selfTradePreventionMode: 'NONE',
  };
}

export const orderAck = (order: SimOrder): Record<string, unknown> => ({
  ...core(order),
  transactTime: order.updatedMs,
});

export const orderResult = (order: SimOrder): Record<string, unknown> => ({
  ...orderAck(order),
  ...progress(order),
});

export const orderFull = (order: SimOrder): Record<string, unknown> => ({
  ...orderResult(order),
  fills: order.fills.map((fill) => ({
    price: amount(fill.price),
    qty: amount(fill.qty),
    commission: amount(fill.fee),
    commissionAsset: fill.feeAsset,
    tradeId: fill.tradeId,
  })),
});

/** The form of look-ups and lists. */
export const orderState = (order: SimOrder): Record<string, unknown> => ({
  ...core(order),
  ...progress(order),
  stopPrice: '0.00000000',
  icebergQty: '0.00000000',
  time: order.createdMs,
  updateTime: order.updatedMs,
  isWorking: true,
});

/** A cancel names the order by its old id and the request by a new one. */
export const cancelled = (order: SimOrder, cancelId: string): Record<string, unknown> => ({
  ...orderResult(order),
  origClientOrderId: order.clientOrderId,
  clientOrderId: cancelId,
});

export const accountTrade = (fill: SimFill): Record<string, unknown> => ({
  symbol: fill.symbol,
  id: fill.tradeId,
  orderId: Number(fill.orderId),
  orderListId: -1,
  price: amount(fill.price),
  qty: amount(fill.qty),
  quoteQty: amount(new Exact(fill.price).times(fill.qty).toFixed()),
  commission: amount(fill.fee),
  commissionAsset: fill.feeAsset,
  time: fill.timeMs,
  isBuyer: fill.side === 'buy',
  isMaker: fill.liquidity === 'maker',
  isBestMatch: true,
});
