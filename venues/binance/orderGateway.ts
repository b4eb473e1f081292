import { z } from 'zod';
import type { Instrument, InstrumentId } from '../../domain/instrument';
import type { Fill, OrderRef, OrderReport, OrderRequest } from '../../domain/order';
import { createInstrumentIndex } from '../instrumentIndex';
import { createKeepWarm } from '../keepWarm';
import type { CancelOutcome, LookUpOutcome, OrderGateway, SendDeadline, SendOutcome } from '../orderGateway';
import { leftMs, windowMs } from '../sendWindow';
import type { AuthenticatedVenueDeps } from '../venueAdapter';
import { bodyOf, failureText, rejectionOf, type VenueReply } from '../venueReply';
import { capabilities, VENUE } from './capabilities';
import { AccountTrade, NewOrderFull, OrderInfo } from './messages';
import { newOrderReport, reportOf, tradeFill } from './parse';
import { createBinanceRest, type BinanceRest } from './rest';
import type { Params } from './signing';

const ORDER = '/api/v3/order';
const OPEN_ORDERS = '/api/v3/openOrders';
const TRADES = '/api/v3/myTrades';
const KEEP_WARM_MS = 15_000;
const trades = z.array(AccountTrade);

export function createBinanceOrderGateway(deps: AuthenticatedVenueDeps): OrderGateway {
  const rest = createBinanceRest(deps);
  const instruments = createInstrumentIndex(deps.instruments);
  const keepWarm = createKeepWarm(KEEP_WARM_MS, () => rest.touch());
  const reads = createReads(rest);

  async function send(order: OrderRequest, deadline: SendDeadline): Promise<SendOutcome> {
    const instrument = instruments.byId(order.instrumentId);
    const window = windowMs(deadline, deps.clock, capabilities.windowMinMs);
    const reply = await rest.call({
      method: 'POST',
      path: ORDER,
      params: orderParams(order, instrument),
      budget: order.reduceOnly ? 'cancel' : 'order',
      weight: 1,
      timeoutMs: capabilities.replyTimeoutMs,
      recvWindowMs: window,
      mayLeave: () => leftMs(deadline, deps.clock) > 0,
    });
    return sendOutcome(reply, instrument, window);
  }

  async function lookUp(ref: OrderRef): Promise<LookUpOutcome> {
    const instrument = instruments.byId(ref.instrumentId);
    const params = { symbol: instrument.venueSymbol, origClientOrderId: ref.clientOrderId };
    const reply = await rest.call({ method: 'GET', path: ORDER, params, budget: 'read', weight: 4 });
    if (reply.kind === 'refused' && reply.meaning === 'notFound') return { kind: 'notFound' };
    if (reply.kind !== 'ok') return { kind: 'unreadable', cause: failureText(reply) };
    const order = OrderInfo.safeParse(reply.body);
    if (!order.success) return { kind: 'unreadable', cause: 'unexpected body' };
    const report = reportOf(order.data, instrument);
    if (report.avgPrice === undefined) return { kind: 'found', report };
    const fills = await reads.orderFills(instrument, report).catch(() => []);
    return { kind: 'found', report: { ...report, fills } };
  }

  async function cancel(ref: OrderRef): Promise<CancelOutcome> {
    const instrument = instruments.byId(ref.instrumentId);
    const params = { symbol: instrument.venueSymbol, origClientOrderId: ref.clientOrderId };
    const reply = await rest.call({ method: 'DELETE', path: ORDER, params, budget: 'cancel', weight: 1 });
    if (reply.kind === 'refused' && reply.meaning === 'notFound') return { kind: 'notOpen' };
    if (reply.kind !== 'ok') return { kind: 'unknown', cause: failureText(reply) };
    const order = OrderInfo.safeParse(reply.body);
    return { kind: 'cancelled', report: order.success ? reportOf(order.data, instrument) : undefined };
  }

  return {
    venue: VENUE,
    capabilities,
    send: (order, deadline) => neverThrowing(() => send(order, deadline)),
    lookUp,
    cancel,
    cancelAll: (instrumentId) => reads.cancelAll(instruments.byId(instrumentId)),
    openOrders: (instrumentId) => reads.openOrders(instruments.byId(instrumentId)),
    fillsOf: (ref) => reads.orderFills(instruments.byId(ref.instrumentId), ref),
    fillsSince: (instrumentId: InstrumentId, sinceMs) =>
      reads.fillsSince(instruments.byId(instrumentId), sinceMs),
    warmUp: () => keepWarm.start(),
    async close() {
      keepWarm.stop();
      await rest.close();
    },
  };
}

/** A request that could not even be built (an unknown instrument) sent nothing. */
async function neverThrowing(send: () => Promise<SendOutcome>): Promise<SendOutcome> {
  try {
    return await send();
  } catch (error) {
    return { kind: 'notSent', cause: error instanceof Error ? error.message : 'order could not be built' };
  }
}

function orderParams(order: OrderRequest, instrument: Instrument): Params {
  const params = {
    symbol: instrument.venueSymbol,
    side: order.side === 'buy' ? 'BUY' : 'SELL',
    quantity: order.qty,
    newClientOrderId: order.clientOrderId,
    newOrderRespType: 'FULL',
  };
  if (order.limitPrice === undefined) return { ...params, type: 'MARKET' };
  if (order.timeInForce === 'postOnly') return { ...params, type: 'LIMIT_MAKER', price: order.limitPrice };
  return { ...params, type: 'LIMIT', timeInForce: order.timeInForce, price: order.limitPrice };
}

function sendOutcome(reply: VenueReply, instrument: Instrument, window: number): SendOutcome {
  if (reply.kind === 'notSent') return reply;
  const sent = { writtenAtNs: reply.writtenAtNs, windowMs: window };
  if (reply.kind === 'noAnswer') return { kind: 'unknown', cause: reply.cause, ...sent };
  if (reply.kind === 'refused') {
    const rejection = rejectionOf(reply);
    return rejection === undefined
      ? { kind: 'unknown', cause: failureText(reply), ...sent }
      : { kind: 'rejected', rejection, ...sent };
  }
  const order = NewOrderFull.safeParse(reply.body);
  if (!order.success) return { kind: 'unknown', cause: 'unexpected body', ...sent };
  return { kind: 'confirmed', report: newOrderReport(order.data, instrument), ...sent };
}

/** The reads that throw, and cancel-all. */
function createReads(rest: BinanceRest) {
  /** The venue's order id → ours; `myTrades` does not tell. */
  const clientIds = new Map<number, string>();

  async function orderFills(
    instrument: Instrument,
    ref: { readonly venueOrderId: string; readonly clientOrderId: string },
  ): Promise<Fill[]> {
    const params = { symbol: instrument.venueSymbol, orderId: ref.venueOrderId };
    const reply = await rest.call({ method: 'GET', path: TRADES, params, budget: 'read', weight: 20 });
    const found = bodyOf(reply, trades, { venue: VENUE, request: 'fills of an order' });
    return found.map((trade) => tradeFill(trade, instrument, ref.clientOrderId));
  }

  async function clientIdOf(instrument: Instrument, orderId: number): Promise<string> {
    const known = clientIds.get(orderId);
    if (known !== undefined) return known;
    const params = { symbol: instrument.venueSymbol, orderId };
    const reply = await rest.call({ method: 'GET', path: ORDER, params, budget: 'read', weight: 4 });
    const { clientOrderId } = bodyOf(reply, OrderInfo, { venue: VENUE, request: 'order of a fill' });
    clientIds.set(orderId, clientOrderId);
    return clientOrderId;
  }

  return {
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
    async fillsSince(instrument: Instrument, sinceMs: number): Promise<Fill[]> {
      const params = { symbol: instrument.venueSymbol, startTime: Math.floor(sinceMs), limit: 1_000 };
      const reply = await rest.call({ method: 'GET', path: TRADES, params, budget: 'read', weight: 20 });
      const found = bodyOf(reply, trades, { venue: VENUE, request: 'fills' });
      const fills: Fill[] = [];
      for (const trade of found)
        fills.push(tradeFill(trade, instrument, await clientIdOf(instrument, trade.orderId)));
      return fills;
    },
  };
}
