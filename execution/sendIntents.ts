import { ZERO_QTY } from '../domain/money';
import type { OrderRequest } from '../domain/order';
import type { SendDeadline, SendOutcome } from '../venues/orderGateway';
import { factOf, type Facts, type OrderFact, type OrderIntent, type StepName } from './journal';
import { resolveOrder, withMissingFills } from './resolveOrder';
import { gatewayOf, type StepDeps } from './stepDeps';

export interface Sending {
  readonly step: StepName;
  /** Until when bytes may leave; began with the step's begin. */
  readonly deadline: SendDeadline;
  /** Wall clock, ms: how long the call may look for an order whose outcome is unknown. */
  readonly resolveUntilMs: number;
  /** Told once, when each order has left or was given up: what follows no longer delays one. */
  readonly onLeft?: () => void;
}

export interface Sent {
  readonly facts: Facts;
  /** `hrtime` of the latest socket write; `undefined` where nothing left. */
  readonly lastWrittenAtNs: bigint | undefined;
}

interface SentOrder {
  readonly fact: OrderFact;
  readonly fills: Facts['fills'];
  readonly writtenAtNs: bigint | undefined;
}

/**
 * Sends the intents, all at once and each once, and finds out what became of them as far as that is possible before `resolveUntilMs`.
 * Only the call whose begin wrote the intents may call this.
 */
export async function sendIntents(
  deps: StepDeps,
  intents: readonly OrderIntent[],
  sending: Sending,
): Promise<Sent> {
  let waiting = intents.length;
  const oneLeft = () => {
    waiting -= 1;
    if (waiting === 0) sending.onLeft?.();
  };
  const sent = await Promise.all(intents.map((intent) => sendOne(deps, intent, { sending, oneLeft })));
  const written = sent.flatMap(({ writtenAtNs }) => (writtenAtNs === undefined ? [] : [writtenAtNs]));
  return {
    facts: { orders: sent.map(({ fact }) => fact), fills: sent.flatMap(({ fills }) => fills) },
    lastWrittenAtNs: written.length === 0 ? undefined : written.reduce((a, b) => (a > b ? a : b)),
  };
}

async function sendOne(
  deps: StepDeps,
  intent: OrderIntent,
  { sending, oneLeft }: { sending: Sending; oneLeft: () => void },
): Promise<SentOrder> {
  const place = { tradeId: intent.tradeId, step: sending.step, leg: intent.leg };
  await deps.faultPoint('order.before', place);
  let isGone = false;
  const gone = () => {
    if (!isGone) oneLeft();
    isGone = true;
  };
  const answering = gatewayOf(deps, intent.venue).send(requestOf(intent), sending.deadline, gone);
  void deps.faultPoint('order.written', place);
  const outcome = await answering;
  gone();
  await deps.faultPoint('order.after', place);
  const writtenAtNs = outcome.kind === 'notSent' ? undefined : outcome.writtenAtNs;
  return { ...(await settleOutcome(deps, intent, { outcome, sending })), writtenAtNs };
}

async function settleOutcome(
  deps: StepDeps,
  intent: OrderIntent,
  { outcome, sending }: { outcome: SendOutcome; sending: Sending },
): Promise<Omit<SentOrder, 'writtenAtNs'>> {
  const { clientOrderId } = intent;
  const nothing = { clientOrderId, venueOrderId: undefined, filledQty: ZERO_QTY };
  switch (outcome.kind) {
    case 'notSent':
      return { fact: { ...notSent(clientOrderId), note: `not sent: ${outcome.cause}` }, fills: [] };
    case 'rejected': {
      const { venueCode, text } = outcome.rejection;
      const note = `rejected ${venueCode} ${text}`;
      return { fact: { ...nothing, state: 'rejected', final: true, note }, fills: [] };
    }
    case 'confirmed': {
      const fact = factOf(outcome.report);
      if (!fact.final) return resolveOrder(deps, intent, sending.resolveUntilMs);
      return withMissingFills(deps, intent, { fact, fills: outcome.report.fills });
    }
    case 'unknown':
      deps.logger.warn({
        event: 'order.outcomeUnknown',
        clientOrderId,
        venue: intent.venue,
        cause: outcome.cause,
      });
      return resolveOrder(deps, intent, sending.resolveUntilMs);
  }
}

function requestOf(intent: OrderIntent): OrderRequest {
  const { venue, instrumentId, clientOrderId, side, qty, limitPrice, timeInForce, reduceOnly } = intent;
  return { venue, instrumentId, clientOrderId, side, qty, limitPrice, timeInForce, reduceOnly };
}

/** The fact that an id never left this process: only the call that wrote the intent may say so. */
export function notSent(clientOrderId: string): OrderFact {
  return {
    clientOrderId,
    state: 'notSent',
    final: true,
    venueOrderId: undefined,
    filledQty: ZERO_QTY,
    note: 'not sent',
  };
}

/** As `sendIntents`, for orders that are not to leave any more. */
export const nothingSent = (intents: readonly OrderIntent[]): Sent => ({
  facts: { orders: intents.map(({ clientOrderId }) => notSent(clientOrderId)), fills: [] },
  lastWrittenAtNs: undefined,
});
