import type { Instrument } from '../../domain/instrument';
import { ZERO_QTY } from '../../domain/money';
import { type OrderRef, type OrderReport, type OrderRequest } from '../../domain/order';
import { createInstrumentIndex } from '../instrumentIndex';
import { createKeepWarm } from '../keepWarm';
import type { CancelOutcome, OrderGateway, SendOutcome } from '../orderGateway';
import { lateness, windowMs } from '../sendWindow';
import type { AuthenticatedVenueDeps } from '../venueDeps';
import { failureText, rejectionOf, type VenueReply } from '../venueReply';
import { capabilities, CATEGORY, VENUE } from './capabilities';
import { OrderAck } from './messages';
import { createOrderReads, type OrderReads } from './orderReads';
import { polledEnd } from './polledEnd';
import { createBybitRest, type BybitRest } from './rest';
import type { Params } from './signing';

const KEEP_WARM_MS = 15_000;

/** The venue acknowledges before it matches: after an ack the gateway waits for the order's end, by stream where it has one. */
export function createBybitOrderGateway(deps: AuthenticatedVenueDeps): OrderGateway {
  const rest = createBybitRest(deps);
  const reads = createOrderReads(rest);
  const instruments = createInstrumentIndex(deps.instruments);
  const keepWarm = createKeepWarm(KEEP_WARM_MS, () => rest.touch());

  const send: OrderGateway['send'] = async (order, deadline, onWritten) => {
    const instrument = instruments.byId(order.instrumentId);
    const window = windowMs(deadline, deps.clock, capabilities.windowMinMs);
    const rests = order.timeInForce === 'GTC' || order.timeInForce === 'postOnly';
    // Listening starts before the order leaves: its end may overtake the ack.
    const ended = rests
      ? undefined
      : deps.orderEvents?.terminal(order.clientOrderId, capabilities.replyTimeoutMs);
    const reply = await rest.call({
      method: 'POST',
      path: '/v5/order/create',
      params: orderParams(order, instrument),
      budget: order.reduceOnly ? 'cancel' : 'order',
      timeoutMs: capabilities.replyTimeoutMs,
      recvWindowMs: window,
      refusal: () => lateness(deadline, deps.clock),
      onWritten,
    });
    if (reply.kind !== 'ok') return failedOutcome(reply, window);
    const sent = { writtenAtNs: reply.writtenAtNs, windowMs: window };
    const ack = OrderAck.safeParse(reply.body);
    if (!ack.success) return { kind: 'unknown', cause: 'unexpected body', ...sent };
    const streamed = await ended;
    const report =
      streamed ??
      (await polledEnd({
        reads,
        clock: deps.clock,
        order,
        instrument,
        once: rests || ended !== undefined,
      })) ??
      ackReport(order, ack.data.orderId);
    return { kind: 'confirmed', report, ...sent };
  };

  return {
    venue: VENUE,
    capabilities,
    send: (order, deadline, onWritten) => neverThrowing(() => send(order, deadline, onWritten)),
    lookUp: (ref) => reads.lookUp(ref, instruments.byId(ref.instrumentId)),
    cancel: (ref) => cancel({ rest, reads }, ref, instruments.byId(ref.instrumentId)),
    cancelAll: (instrumentId) => reads.cancelAll(instruments.byId(instrumentId)),
    openOrders: (instrumentId) => reads.openOrders(instruments.byId(instrumentId)),
    fillsOf: (ref) => reads.fillsOf(ref.clientOrderId, instruments.byId(ref.instrumentId)),
    fillsSince: (instrumentId, sinceMs) => reads.fillsSince(sinceMs, instruments.byId(instrumentId)),
    warmUp: () => keepWarm.start(),
    async close() {
      keepWarm.stop();
      await rest.close();
    },
  };
}

interface Access {
  readonly rest: BybitRest;
  readonly reads: OrderReads;
}

async function cancel(
  { rest, reads }: Access,
  ref: OrderRef,
  instrument: Instrument,
): Promise<CancelOutcome> {
  const params = { category: CATEGORY, symbol: instrument.venueSymbol, orderLinkId: ref.clientOrderId };
  const reply = await rest.call({ method: 'POST', path: '/v5/order/cancel', params, budget: 'cancel' });
  if (reply.kind === 'refused' && reply.meaning === 'notFound') return { kind: 'notOpen' };
  if (reply.kind !== 'ok') return { kind: 'unknown', cause: failureText(reply) };
  return { kind: 'cancelled', report: await reads.realtime(ref, instrument) };
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
    category: CATEGORY,
    symbol: instrument.venueSymbol,
    side: order.side === 'buy' ? 'Buy' : 'Sell',
    qty: order.qty,
    orderLinkId: order.clientOrderId,
  };
  // Without `marketUnit` the size of a market buy would be in quote.
  if (order.limitPrice === undefined) return { ...params, orderType: 'Market', marketUnit: 'baseCoin' };
  const timeInForce = order.timeInForce === 'postOnly' ? 'PostOnly' : order.timeInForce;
  return { ...params, orderType: 'Limit', price: order.limitPrice, timeInForce };
}

function failedOutcome(reply: Exclude<VenueReply, { kind: 'ok' }>, window: number): SendOutcome {
  if (reply.kind === 'notSent') return reply;
  const sent = { writtenAtNs: reply.writtenAtNs, windowMs: window };
  const rejection = reply.kind === 'refused' ? rejectionOf(reply) : undefined;
  return rejection === undefined
    ? { kind: 'unknown', cause: failureText(reply), ...sent }
    : { kind: 'rejected', rejection, ...sent };
}

/** All that an ack proves: the venue has the order. */
function ackReport(order: OrderRequest, venueOrderId: string): OrderReport {
  const { venue, instrumentId, clientOrderId, side, qty } = order;
  return {
    ...{ venue, instrumentId, clientOrderId, venueOrderId, side, qty },
    status: 'open',
    filledQty: ZERO_QTY,
    avgPrice: undefined,
    fills: [],
    rejectReason: undefined,
    exchangeTimeMs: 0,
  };
}
