import type { SimOrder, SimulatedVenue } from '../simulatedVenue';
import { BinanceError, invalidSymbol, orderRejection } from './binanceError';
import type { BinanceCall, BinanceEndpoints } from './endpoint';
import { accountTrade, cancelled, orderAck, orderFull, orderResult, orderState } from './orderJson';
import { readClientOrderId, readNewOrder } from './orderRequest';
import { integer, required, type Parameters } from './parameters';

const MAX_LIST = 1_000;
const DEFAULT_LIST = 500;

/** Place, cancel, look up and list orders and their fills. */
export function createOrderEndpoints(venue: SimulatedVenue): BinanceEndpoints {
  const symbols = new Set(venue.markets.map((market) => market.symbol));

  function symbolOf(parameters: Parameters): string {
    const symbol = required(parameters, 'symbol');
    if (!symbols.has(symbol)) throw invalidSymbol();
    return symbol;
  }

  function place({ parameters, accountId }: BinanceCall): unknown {
    const order = readNewOrder(parameters);
    const placed = venue.submit(accountId, order);
    if (placed.kind === 'rejected') throw orderRejection(placed.reason);
    return placedForm(placed.order, parameters.get('newOrderRespType'));
  }

  function cancel({ parameters, accountId }: BinanceCall): unknown {
    const ref = { symbol: symbolOf(parameters), ...orderRef(parameters) };
    const order = venue.cancel(accountId, ref);
    if (order === undefined) throw new BinanceError(-2011, 'Unknown order sent.');
    return cancelled(order, readClientOrderId(parameters, 'newClientOrderId'));
  }

  function cancelAll({ parameters, accountId }: BinanceCall): unknown {
    const orders = venue.cancelAll(accountId, symbolOf(parameters));
    if (orders.length === 0) throw new BinanceError(-2011, 'Unknown order sent.');
    return orders.map((order) => cancelled(order, readClientOrderId(new Map(), 'newClientOrderId')));
  }

  function lookUp({ parameters, accountId }: BinanceCall): unknown {
    const order = venue.order(accountId, { symbol: symbolOf(parameters), ...orderRef(parameters) });
    if (order === undefined) throw new BinanceError(-2013, 'Order does not exist.');
    return orderState(order);
  }

  function openOrders({ parameters, accountId }: BinanceCall): unknown {
    const symbol = parameters.has('symbol') ? symbolOf(parameters) : undefined;
    return venue.openOrders(accountId, symbol).map(orderState);
  }

  function allOrders({ parameters, accountId }: BinanceCall): unknown {
    const fromMs = integer(parameters, 'startTime', 0);
    const untilMs = integer(parameters, 'endTime', Infinity);
    return venue
      .orders(accountId, symbolOf(parameters), listLimit(parameters))
      .filter((order) => order.createdMs >= fromMs && order.createdMs <= untilMs)
      .map(orderState);
  }

  function myTrades({ parameters, accountId }: BinanceCall): unknown {
    const orderId = parameters.get('orderId');
    const fromMs = integer(parameters, 'startTime', undefined);
    const fromId = integer(parameters, 'fromId', 0);
    const untilMs = integer(parameters, 'endTime', Infinity);
    const fills = venue.fills(accountId, {
      symbol: symbolOf(parameters),
      ...(orderId === undefined ? {} : { orderId }),
      ...(fromMs === undefined ? {} : { sinceMs: fromMs }),
    });
    const wanted = fills.filter((fill) => fill.tradeId >= fromId && fill.timeMs <= untilMs);
    const limit = listLimit(parameters);
    // With a lower bound the venue answers the oldest, without one the newest.
    const page = fromMs === undefined && fromId === 0 ? wanted.slice(-limit) : wanted.slice(0, limit);
    return page.map(accountTrade);
  }

  return {
    'POST /api/v3/order': {
      security: 'signed',
      requestClass: 'order',
      weight: 1,
      placesOrder: true,
      handle: place,
    },
    'POST /api/v3/order/test': {
      security: 'signed',
      requestClass: 'account',
      weight: 1,
      handle({ parameters }) {
        symbolOf(parameters);
        readNewOrder(parameters);
        return {};
      },
    },
    'DELETE /api/v3/order': { security: 'signed', requestClass: 'cancel', weight: 1, handle: cancel },
    'GET /api/v3/order': { security: 'signed', requestClass: 'lookUp', weight: 4, handle: lookUp },
    'GET /api/v3/openOrders': {
      security: 'signed',
      requestClass: 'lookUp',
      weight: (parameters) => (parameters.has('symbol') ? 6 : 80),
      handle: openOrders,
    },
    'DELETE /api/v3/openOrders': { security: 'signed', requestClass: 'cancel', weight: 1, handle: cancelAll },
    'GET /api/v3/allOrders': { security: 'signed', requestClass: 'lookUp', weight: 20, handle: allOrders },
    'GET /api/v3/myTrades': {
      security: 'signed',
      requestClass: 'lookUp',
      weight: (parameters) => (parameters.has('orderId') ? 5 : 20),
      handle: myTrades,
    },
  };
}

/** LIMIT and MARKET answer FULL by default, LIMIT_MAKER answers ACK. */
function placedForm(order: SimOrder, responseType: string | undefined): unknown {
  switch (responseType) {
    case 'ACK':
      return orderAck(order);
    case 'RESULT':
      return orderResult(order);
    case 'FULL':
      return orderFull(order);
    case undefined:
      return order.timeInForce === 'postOnly' ? orderAck(order) : orderFull(order);
    default:
      throw new BinanceError(-1138, 'Invalid newOrderRespType.');
  }
}

function orderRef(parameters: Parameters): { orderId?: string; clientOrderId?: string } {
  const orderId = parameters.get('orderId');
  if (orderId !== undefined) return { orderId };
  const clientOrderId = parameters.get('origClientOrderId');
  if (clientOrderId === undefined)
    throw new BinanceError(
      -1102,
      "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
    );
  return { clientOrderId };
}

function listLimit(parameters: Parameters): number {
  return Math.max(1, Math.min(integer(parameters, 'limit', DEFAULT_LIST), MAX_LIST));
}
