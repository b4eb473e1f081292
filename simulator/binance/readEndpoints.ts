import type { SimulatedVenue } from '../simulatedVenue';
import { BinanceError } from './binanceError';
import type { BinanceCall, BinanceEndpoints } from './endpoint';
import { listedSymbol, orderRef } from './orderRef';
import { accountTrade, orderState } from './orderJson';
import { integer, type Parameters } from './parameters';

const MAX_LIST = 1_000;
const DEFAULT_LIST = 500;

/** Look-ups and lists of orders and their fills. */
export function createReadEndpoints(venue: SimulatedVenue): BinanceEndpoints {
  const read = { security: 'signed', requestClass: 'lookUp' } as const;
  return {
    'GET /api/v3/order': { ...read, weight: 4, handle: (call) => lookUp(venue, call) },
    'GET /api/v3/openOrders': {
      ...read,
      weight: (parameters) => (parameters.has('symbol') ? 6 : 80),
      handle: (call) => openOrders(venue, call),
    },
    'GET /api/v3/allOrders': { ...read, weight: 20, handle: (call) => allOrders(venue, call) },
    'GET /api/v3/myTrades': {
      ...read,
      weight: (parameters) => (parameters.has('orderId') ? 5 : 20),
      handle: (call) => myTrades(venue, call),
    },
  };
}

function lookUp(venue: SimulatedVenue, { parameters, accountId }: BinanceCall): unknown {
  const order = venue.order(accountId, { symbol: listedSymbol(venue, parameters), ...orderRef(parameters) });
  if (order === undefined) throw new BinanceError(-2013, 'Order does not exist.');
  return orderState(order);
}

function openOrders(venue: SimulatedVenue, { parameters, accountId }: BinanceCall): unknown {
  const symbol = parameters.has('symbol') ? listedSymbol(venue, parameters) : undefined;
  return venue.openOrders(accountId, symbol).map(orderState);
}

function allOrders(venue: SimulatedVenue, { parameters, accountId }: BinanceCall): unknown {
  const fromMs = integer(parameters, 'startTime', 0);
  const untilMs = integer(parameters, 'endTime', Infinity);
  return venue
    .orders(accountId, listedSymbol(venue, parameters), listLimit(parameters))
    .filter((order) => order.createdMs >= fromMs && order.createdMs <= untilMs)
    .map(orderState);
}

function myTrades(venue: SimulatedVenue, { parameters, accountId }: BinanceCall): unknown {
  const orderId = parameters.get('orderId');
  const fromMs = integer(parameters, 'startTime', undefined);
  const fromId = integer(parameters, 'fromId', 0);
  const untilMs = integer(parameters, 'endTime', Infinity);
  const fills = venue.fills(accountId, {
    symbol: listedSymbol(venue, parameters),
    ...(orderId === undefined ? {} : { orderId }),
    ...(fromMs === undefined ? {} : { sinceMs: fromMs }),
  });
  const wanted = fills.filter((fill) => fill.tradeId >= fromId && fill.timeMs <= untilMs);
  const limit = listLimit(parameters);
  // With a lower bound the venue answers the oldest, without one the newest.
  const page = fromMs === undefined && fromId === 0 ? wanted.slice(-limit) : wanted.slice(0, limit);
  return page.map(accountTrade);
}

function listLimit(parameters: Parameters): number {
  return Math.max(1, Math.min(integer(parameters, 'limit', DEFAULT_LIST), MAX_LIST));
}
