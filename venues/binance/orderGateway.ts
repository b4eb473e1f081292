import type { Instrument, InstrumentId } from '../../domain/instrument';
import type { OrderRef, OrderRequest } from '../../domain/order';
import { createInstrumentIndex } from '../instrumentIndex';
import { createKeepWarm } from '../keepWarm';
import type { CancelOutcome, OrderGateway, SendDeadline, SendOutcome } from '../orderGateway';
import { lateness, windowMs } from '../sendWindow';
import type { AuthenticatedVenueDeps } from '../venueDeps';
import { failureText, rejectionOf, type VenueReply } from '../venueReply';
import { capabilities, VENUE } from './capabilities';
import { NewOrderFull, OrderInfo } from './messages';
import { newOrderReport, reportOf } from './parse';
import { createOrderReads } from './orderReads';
import { createBinanceRest } from './rest';
import type { Params } from './signing';

const ORDER = '/api/v3/order';
const KEEP_WARM_MS = 15_000;

export function createBinanceOrderGateway(deps: AuthenticatedVenueDeps): OrderGateway {
  const rest = createBinanceRest(deps);
  const instruments = createInstrumentIndex(deps.instruments);
  const keepWarm = createKeepWarm(KEEP_WARM_MS, () => rest.touch());
  const reads = createOrderReads(rest);

  async function send(
    order: OrderRequest,
    deadline: SendDeadline,
    onWritten?: () => void,
  ): Promise<SendOutcome> {
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
      refusal: () => lateness(deadline, deps.clock),
      onWritten,
    });
    return sendOutcome(reply, instrument, window);
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
    send: (order, deadline, onWritten) => neverThrowing(() => send(order, deadline, onWritten)),
    lookUp: (ref) => reads.lookUp(ref, instruments.byId(ref.instrumentId)),
    cancel,
    cancelAll: (instrumentId) => reads.cancelAll(instruments.byId(instrumentId)),
    openOrders: (instrumentId) => reads.openOrders(instruments.byId(instrumentId)),
    fillsOf: (ref) => reads.orderFills(instruments.byId(ref.instrumentId), ref),
    fillsSince: (instrumentId: InstrumentId, sinceMs, nameOf) =>
      reads.fillsSince(instruments.byId(instrumentId), sinceMs, nameOf),
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
