import type { SimOrder, SimulatedVenue } from '../simulatedVenue';
import { BinanceError, orderRejection } from './binanceError';
import type { BinanceCall, BinanceEndpoints } from './endpoint';
import { cancelled, orderAck, orderFull, orderResult } from './orderJson';
import { listedSymbol, orderRef } from './orderRef';
import { readClientOrderId, readNewOrder } from './orderRequest';

/** What places and cancels orders. */
export function createOrderEndpoints(venue: SimulatedVenue): BinanceEndpoints {
  const cancelling = { security: 'signed', requestClass: 'cancel', weight: 1 } as const;
  return {
    'POST /api/v3/order': {
      security: 'signed',
      requestClass: 'order',
      weight: 1,
      placesOrder: true,
      handle: (call) => place(venue, call),
    },
    'POST /api/v3/order/test': {
      security: 'signed',
      requestClass: 'account',
      weight: 1,
      handle({ parameters }) {
        listedSymbol(venue, parameters);
        readNewOrder(parameters);
        return {};
      },
    },
    'DELETE /api/v3/order': { ...cancelling, handle: (call) => cancel(venue, call) },
    'DELETE /api/v3/openOrders': { ...cancelling, handle: (call) => cancelAll(venue, call) },
  };
}

function place(venue: SimulatedVenue, { parameters, accountId }: BinanceCall): unknown {
  const placed = venue.submit(accountId, readNewOrder(parameters));
  if (placed.kind === 'rejected') throw orderRejection(placed.reason);
  return placedForm(placed.order, parameters.get('newOrderRespType'));
}

function cancel(venue: SimulatedVenue, { parameters, accountId }: BinanceCall): unknown {
  const ref = { symbol: listedSymbol(venue, parameters), ...orderRef(parameters) };
  const order = venue.cancel(accountId, ref);
  if (order === undefined) throw new BinanceError(-2011, 'Unknown order sent.');
  return cancelled(order, readClientOrderId(parameters, 'newClientOrderId'));
}

function cancelAll(venue: SimulatedVenue, { parameters, accountId }: BinanceCall): unknown {
  const orders = venue.cancelAll(accountId, listedSymbol(venue, parameters));
  if (orders.length === 0) throw new BinanceError(-2011, 'Unknown order sent.');
  return orders.map((order) => cancelled(order, readClientOrderId(new Map(), 'newClientOrderId')));
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
