import type { SimulatedVenue } from '../simulatedVenue';
import { badParameter, orderNotFound, orderRejection } from './bybitError';
import { required, requireSpot, type BybitCall, type BybitEndpoints, type Parameters } from './endpoint';
import { readNewOrder } from './orderRequest';

/** What places and cancels orders. The answers name the order only: its fate comes on the stream or by look-up. */
export function createOrderEndpoints(venue: SimulatedVenue): BybitEndpoints {
  function create({ parameters, accountId }: BybitCall): unknown {
    const placed = venue.submit(accountId, readNewOrder(parameters));
    if (placed.kind === 'rejected') throw orderRejection(placed.reason);
    return { orderId: placed.order.orderId, orderLinkId: placed.order.clientOrderId };
  }

  function cancel({ parameters, accountId }: BybitCall): unknown {
    requireSpot(parameters);
    const order = venue.cancel(accountId, {
      symbol: required(parameters, 'symbol'),
      ...orderRef(parameters),
    });
    if (order === undefined) throw orderNotFound();
    return { orderId: order.orderId, orderLinkId: order.clientOrderId };
  }

  function cancelAll({ parameters, accountId }: BybitCall): unknown {
    requireSpot(parameters);
    const symbol = parameters.get('symbol');
    const symbols = symbol === undefined ? venue.markets.map((market) => market.symbol) : [symbol];
    const orders = symbols.flatMap((each) => venue.cancelAll(accountId, each));
    const list = orders.map((order) => ({ orderId: order.orderId, orderLinkId: order.clientOrderId }));
    return { list, success: '1' };
  }

  return {
    'POST /v5/order/create': { security: 'signed', requestClass: 'order', perSecond: 20, handle: create },
    'POST /v5/order/cancel': { security: 'signed', requestClass: 'cancel', perSecond: 20, handle: cancel },
    'POST /v5/order/cancel-all': {
      security: 'signed',
      requestClass: 'cancel',
      perSecond: 20,
      handle: cancelAll,
    },
  };
}

function orderRef(parameters: Parameters): { orderId?: string; clientOrderId?: string } {
  const orderId = parameters.get('orderId') ?? '';
  if (orderId !== '') return { orderId };
  const clientOrderId = parameters.get('orderLinkId') ?? '';
  if (clientOrderId === '') throw badParameter('orderId or orderLinkId is required');
  return { clientOrderId };
}
