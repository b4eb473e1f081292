import { z } from 'zod';
import type { Instrument } from '../../domain/instrument';
import type { Fill, OrderRef, OrderReport } from '../../domain/order';
import type { LookUpOutcome, NameOf } from '../orderGateway';
import { createAccountTrades } from './accountTrades';
import { bodyOf, failureText } from '../venueReply';
import { VENUE } from './capabilities';
import { AccountTrade, OrderInfo } from './messages';
import { reportOf, tradeFill } from './parse';
import type { BinanceRest } from './rest';

const ORDER = '/api/v3/order';
const OPEN_ORDERS = '/api/v3/openOrders';
const TRADES = '/api/v3/myTrades';
const trades = z.array(AccountTrade);

/** What can be asked of orders and fills, and cancel-all. All but `lookUp` throw `VenueReadError`. */
export function createOrderReads(rest: BinanceRest) {
  async function orderFills(
    instrument: Instrument,
    ref: { readonly venueOrderId: string; readonly clientOrderId: string },
  ): Promise<Fill[]> {
    const params = { symbol: instrument.venueSymbol, orderId: ref.venueOrderId };
    const reply = await rest.call({ method: 'GET', path: TRADES, params, budget: 'read', weight: 20 });
    const found = bodyOf(reply, trades, { venue: VENUE, request: 'fills of an order' });
    return found.map((trade) => tradeFill(trade, instrument, ref.clientOrderId));
  }

  async function lookUp(ref: OrderRef, instrument: Instrument): Promise<LookUpOutcome> {
    const params = { symbol: instrument.venueSymbol, origClientOrderId: ref.clientOrderId };
    const reply = await rest.call({ method: 'GET', path: ORDER, params, budget: 'read', weight: 4 });
    if (reply.kind === 'refused' && reply.meaning === 'notFound') return { kind: 'notFound' };
    if (reply.kind !== 'ok') return { kind: 'unreadable', cause: failureText(reply) };
    const order = OrderInfo.safeParse(reply.body);
    if (!order.success) return { kind: 'unreadable', cause: 'unexpected body' };
    const report = reportOf(order.data, instrument);
    if (report.avgPrice === undefined) return { kind: 'found', report };
    const fills = await orderFills(instrument, report).catch(() => []);
    return { kind: 'found', report: { ...report, fills } };
  }

  return {
    lookUp,
    orderFills,
    async openOrders(instrument: Instrument): Promise<OrderReport[]> {
      const params = { symbol: instrument.venueSymbol };
      const reply = await rest.call({ method: 'GET', path: OPEN_ORDERS, params, budget: 'read', weight: 6 });
      const orders = bodyOf(reply, z.array(OrderInfo), { venue: VENUE, request: 'open orders' });
      return orders.map((order) => reportOf(order, instrument));
    },
    async cancelAll(instrument: Instrument): Promise<void> {
      const params = { symbol: instrument.venueSymbol };
      const reply = await rest.call({
        method: 'DELETE',
        path: OPEN_ORDERS,
        params,
        budget: 'cancel',
        weight: 1,
      });
      // -2011 here means that nothing was open.
      if (reply.kind === 'refused' && reply.meaning === 'notFound') return;
      bodyOf(reply, z.array(z.unknown()), { venue: VENUE, request: 'cancel all' });
    },
    fillsSince: createFillsSince(rest),
  };
}

/** `myTrades` names orders by the venue's id alone: ours come from the caller, else from the venue. */
function createFillsSince(
  rest: BinanceRest,
): (instrument: Instrument, sinceMs: number, nameOf?: NameOf) => Promise<Fill[]> {
  const clientIdOf = createClientIds(rest);
  const tradesSince = createAccountTrades(rest);
  return async (instrument, sinceMs, nameOf = () => undefined) => {
    const fills: Fill[] = [];
    for (const trade of await tradesSince(instrument, sinceMs)) {
      const known = nameOf(String(trade.orderId));
      fills.push(tradeFill(trade, instrument, known ?? (await clientIdOf(instrument, trade.orderId))));
    }
    return fills;
  };
}

/** Our id of an order that the venue names by its own; `myTrades` does not tell. Remembered, for it never changes. */
function createClientIds(rest: BinanceRest): (instrument: Instrument, orderId: number) => Promise<string> {
  const clientIds = new Map<number, string>();
  return async (instrument, orderId) => {
    const known = clientIds.get(orderId);
    if (known !== undefined) return known;
    const params = { symbol: instrument.venueSymbol, orderId };
    const reply = await rest.call({ method: 'GET', path: ORDER, params, budget: 'read', weight: 4 });
    const { clientOrderId } = bodyOf(reply, OrderInfo, { venue: VENUE, request: 'order of a fill' });
    clientIds.set(orderId, clientOrderId);
    return clientOrderId;
  };
}
