import type { Instrument } from '../../domain/instrument';
import { Exact, asAmount, asPrice, asQty, type Price } from '../../domain/money';
import type { Fill, OrderReport, OrderStatus, Side } from '../../domain/order';
import type { AssetBalance } from '../accountReader';
import { VENUE } from './capabilities';
import type { AccountTrade, ExecutionReport, NewOrderFull, OrderInfo, OrderState } from './messages';

export function statusOf(state: OrderState): OrderStatus {
  switch (state) {
    case 'NEW':
    case 'PENDING_NEW':
    case 'PENDING_CANCEL':
      return 'open';
    case 'PARTIALLY_FILLED':
      return 'partiallyFilled';
    case 'FILLED':
      return 'filled';
    case 'CANCELED':
      return 'cancelled';
    case 'REJECTED':
      return 'rejected';
    case 'EXPIRED':
    case 'EXPIRED_IN_MATCH':
      return 'expired';
  }
}

const sideOf = (side: 'BUY' | 'SELL'): Side => (side === 'BUY' ? 'buy' : 'sell');

/** Quote per base over all fills; `undefined` where nothing is filled. */
function averagePrice(quoteFilled: string, filled: string): Price | undefined {
  const base = new Exact(filled);
  if (base.isZero()) return undefined;
  return asPrice(new Exact(quoteFilled).div(base).toFixed(16));
}

/** An order as REST tells it; no fills, which only `myTrades` has. */
export function reportOf(order: OrderInfo, instrument: Instrument): OrderReport {
  return {
    venue: VENUE,
    instrumentId: instrument.id,
    // A reply to a cancel names the cancel in `clientOrderId` and the order in `origClientOrderId`.
    clientOrderId: order.origClientOrderId ?? order.clientOrderId,
    venueOrderId: String(order.orderId),
    side: sideOf(order.side),
    status: statusOf(order.status),
    qty: asQty(order.origQty),
    filledQty: asQty(order.executedQty),
    avgPrice: averagePrice(order.cummulativeQuoteQty, order.executedQty),
    fills: [],
    rejectReason: undefined,
    exchangeTimeMs: order.updateTime ?? order.transactTime ?? 0,
  };
}

/** A new order's FULL reply, with its fills: all are taker fills, for the order has only just arrived. */
export function newOrderReport(order: NewOrderFull, instrument: Instrument): OrderReport {
  const report = reportOf(order, instrument);
  const fills = (order.fills ?? []).map((fill): Fill => ({
    venue: VENUE,
    instrumentId: instrument.id,
    clientOrderId: report.clientOrderId,
    venueOrderId: report.venueOrderId,
    venueTradeId: String(fill.tradeId),
    side: report.side,
    price: asPrice(fill.price),
    qty: asQty(fill.qty),
    fee: asAmount(fill.commission),
    feeAsset: fill.commissionAsset,
    liquidity: 'taker',
    exchangeTimeMs: order.transactTime,
  }));
  return { ...report, fills };
}

/** A fill of `myTrades`, which names the order only by the venue's id. */
export function tradeFill(trade: AccountTrade, instrument: Instrument, clientOrderId: string): Fill {
  return {
    venue: VENUE,
    instrumentId: instrument.id,
    clientOrderId,
    venueOrderId: String(trade.orderId),
    venueTradeId: String(trade.id),
    side: trade.isBuyer ? 'buy' : 'sell',
    price: asPrice(trade.price),
    qty: asQty(trade.qty),
    fee: asAmount(trade.commission),
    feeAsset: trade.commissionAsset,
    liquidity: trade.isMaker ? 'maker' : 'taker',
    exchangeTimeMs: trade.time,
  };
}

/** The order side of an `executionReport`, with its fill where it is one. */
export function executionOf(event: ExecutionReport, instrument: Instrument): OrderReport {
  // On a cancel `c` names the request and `C` our order.
  const clientOrderId = event.x === 'CANCELED' && event.C !== undefined && event.C !== '' ? event.C : event.c;
  const report: OrderReport = {
    venue: VENUE,
    instrumentId: instrument.id,
    clientOrderId,
    venueOrderId: String(event.i),
    side: sideOf(event.S),
    status: statusOf(event.X),
    qty: asQty(event.q),
    filledQty: asQty(event.z),
    avgPrice: averagePrice(event.Z, event.z),
    fills: [],
    rejectReason: event.r === 'NONE' ? undefined : event.r,
    exchangeTimeMs: event.T,
  };
  return event.x === 'TRADE' ? { ...report, fills: [executionFill(event, report)] } : report;
}

function executionFill(event: ExecutionReport, report: OrderReport): Fill {
  return {
    venue: VENUE,
    instrumentId: report.instrumentId,
    clientOrderId: report.clientOrderId,
    venueOrderId: report.venueOrderId,
    venueTradeId: String(event.t),
    side: report.side,
    price: asPrice(event.L),
    qty: asQty(event.l),
    fee: asAmount(event.n ?? '0'),
    feeAsset: event.N ?? '',
    liquidity: event.m ? 'maker' : 'taker',
    exchangeTimeMs: event.T,
  };
}

export function balanceOf(asset: string, free: string, locked: string): AssetBalance {
  return { asset, free: asAmount(free), total: asAmount(new Exact(free).plus(locked)) };
}
