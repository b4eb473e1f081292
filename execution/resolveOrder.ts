import { Exact, ZERO_QTY } from '../domain/money';
import type { Fill } from '../domain/order';
import { VenueReadError } from '../venues/orderGateway';
import { factOf, type OrderFact, type OrderIntent } from './journal';
import { gatewayOf, type StepDeps } from './stepDeps';

export interface Resolved {
  readonly fact: OrderFact;
  readonly fills: readonly Fill[];
}

const FIRST_WAIT_MS = 15;
const MAX_WAIT_MS = 200;

/**
 * Asks the venue what became of an order until it says something terminal or the time is over. "Not found" proves nothing before the
 * order's `finalAfterMs`; a question that was not answered never proves anything. The id is not sent again, whatever comes out.
 */
export async function resolveOrder(deps: StepDeps, intent: OrderIntent, untilMs: number): Promise<Resolved> {
  const gateway = gatewayOf(deps, intent.venue);
  let known: Resolved = { fact: unknownFact(intent), fills: [] };
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
    const askedAtMs = deps.clock.nowMs();
    const answer = await gateway.lookUp(intent);
    switch (answer.kind) {
      case 'found':
        known = { fact: factOf(answer.report), fills: answer.report.fills };
        if (known.fact.final) return withMissingFills(deps, intent, known);
        break;
      case 'notFound':
        if (askedAtMs >= intent.finalAfterMs) return { fact: absentFact(intent), fills: [] };
        break;
      case 'unreadable':
        break;
    }
    if (deps.clock.nowMs() + waitMs >= untilMs) return known;
    await sleep(waitMs);
  }
}

/** Adds the fills that the report did not carry; what can't be read now is collected before the trade settles. */
export async function withMissingFills(
  deps: StepDeps,
  intent: OrderIntent,
  known: Resolved,
): Promise<Resolved> {
  const { fact } = known;
  if (!lacksFills(fact, known.fills) || fact.venueOrderId === undefined) return known;
  try {
    const ref = { ...intent, venueOrderId: fact.venueOrderId };
    return { fact, fills: await gatewayOf(deps, intent.venue).fillsOf(ref) };
  } catch (error) {
    if (!(error instanceof VenueReadError)) throw error;
    deps.logger.warn({ event: 'order.fillsUnreadable', clientOrderId: intent.clientOrderId, error });
    return known;
  }
}

/** True where the venue says more is filled than the fills we hold. */
export function lacksFills(
  order: { readonly filledQty: string },
  fills: readonly { readonly qty: string }[],
): boolean {
  const counted = fills.reduce((sum, fill) => sum.plus(fill.qty), new Exact(0));
  return counted.lt(order.filledQty);
}

function unknownFact({ clientOrderId }: OrderIntent): OrderFact {
  const note = 'outcome unknown';
  return {
    clientOrderId,
    state: 'unknown',
    final: false,
    venueOrderId: undefined,
    filledQty: ZERO_QTY,
    note,
  };
}

function absentFact({ clientOrderId }: OrderIntent): OrderFact {
  const note = 'never reached the venue';
  return { clientOrderId, state: 'absent', final: true, venueOrderId: undefined, filledQty: ZERO_QTY, note };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
