import type { SimFill, SimOrder, SimulatedVenue } from '../simulatedVenue';
import { integer, requireSpot, type BybitCall, type BybitEndpoints, type Parameters } from './endpoint';
import { executionJson, orderJson } from './orderJson';

/** The venue keeps this many ended orders within reach of `realtime`. */
const RECENT_CLOSED = 500;
const ALL = Number.MAX_SAFE_INTEGER;

/** Look-ups and lists of orders and executions, newest first, in pages. */
export function createReadEndpoints(venue: SimulatedVenue): BybitEndpoints {
  function realtime({ parameters, accountId }: BybitCall): unknown {
    requireSpot(parameters);
    const orders = namesOrder(parameters)
      ? matching(venue.orders(accountId, symbolOf(parameters), ALL), parameters).slice(-RECENT_CLOSED)
      : venue.openOrders(accountId, symbolOf(parameters));
    return pageOf(orders, orderKey, parameters, { render: orderJson, maxLimit: 50, defaultLimit: 20 });
  }

  function history({ parameters, accountId }: BybitCall): unknown {
    requireSpot(parameters);
    const orders = matching(venue.orders(accountId, symbolOf(parameters), ALL), parameters);
    return pageOf(orders.filter(isClosed), orderKey, parameters, {
      render: orderJson,
      maxLimit: 50,
      defaultLimit: 20,
    });
  }

  function executions({ parameters, accountId }: BybitCall): unknown {
    requireSpot(parameters);
    const symbol = symbolOf(parameters);
    const untilMs = integer(parameters, 'endTime', ALL);
    const fills = venue
      .fills(accountId, {
        sinceMs: integer(parameters, 'startTime', 0),
        ...(symbol === undefined ? {} : { symbol }),
      })
      .filter((fill) => fill.timeMs <= untilMs && names(parameters, fill));
    return pageOf(fills, (fill) => fill.tradeId, parameters, {
      render: (fill) =>
        executionJson(fill, venue.order(accountId, { symbol: fill.symbol, orderId: fill.orderId })),
      maxLimit: 100,
      defaultLimit: 50,
    });
  }

  const read = { security: 'signed', requestClass: 'lookUp', perSecond: 50 } as const;
  return {
    'GET /v5/order/realtime': { ...read, handle: realtime },
    'GET /v5/order/history': { ...read, handle: history },
    'GET /v5/execution/list': { ...read, handle: executions },
  };
}

interface PageForm<Item> {
  render(item: Item): unknown;
  readonly maxLimit: number;
  readonly defaultLimit: number;
}

/** One page, newest first; the cursor is the key of its last item, empty on the last page. */
// eslint-disable-next-line max-params -- the fourth is a literal that reads as named arguments
function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => number,
  parameters: Parameters,
  form: PageForm<Item>,
): Record<string, unknown> {
  const before = integer(parameters, 'cursor', ALL);
  const limit = Math.min(integer(parameters, 'limit', form.defaultLimit), form.maxLimit);
  const rest = items.filter((item) => keyOf(item) < before).reverse();
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const nextPageCursor = rest.length > page.length && last !== undefined ? String(keyOf(last)) : '';
  return { nextPageCursor, category: 'spot', list: page.map((item) => form.render(item)) };
}

const orderKey = (order: SimOrder): number => Number(order.orderId);
const isClosed = (order: SimOrder): boolean => order.status !== 'new' && order.status !== 'partiallyFilled';

function symbolOf(parameters: Parameters): string | undefined {
  const symbol = parameters.get('symbol') ?? '';
  return symbol === '' ? undefined : symbol;
}

const namesOrder = (parameters: Parameters): boolean =>
  (parameters.get('orderId') ?? '') !== '' || (parameters.get('orderLinkId') ?? '') !== '';

const matching = (orders: readonly SimOrder[], parameters: Parameters): SimOrder[] =>
  orders.filter((order) => names(parameters, order));

/** Whether the ids among the parameters, if any, are those of this order. */
function names(parameters: Parameters, { orderId, clientOrderId }: SimOrder | SimFill): boolean {
  const wantedId = parameters.get('orderId') ?? '';
  const wantedLinkId = parameters.get('orderLinkId') ?? '';
  return (wantedId === '' || wantedId === orderId) && (wantedLinkId === '' || wantedLinkId === clientOrderId);
}
