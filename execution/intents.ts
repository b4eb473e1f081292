import type { InstrumentId } from '../domain/instrument';
import type { Price, Qty } from '../domain/money';
import type { Side } from '../domain/order';
import type { TradePlan } from '../domain/tradePlan';
import { clientOrderIdOf } from './clientOrderId';
import type { IntentRole, OrderIntent, StepKey } from './journal';
import { gatewayOf, instrumentOf, type StepDeps } from './stepDeps';

/** The parts of an intent that a step chooses. */
export interface WantedOrder {
  readonly leg: number;
  readonly role: IntentRole;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly qty: Qty;
  readonly limitPrice: Price;
}

/** Longer watch for a venue whose orders have no window: a message may lie anywhere for a minute. */
const WITHOUT_WINDOW_MS = 60_000;

/** Names the wanted orders and says from when on "not found" is final. All are IOC: what is not filled at once is gone. */
export function intentsOf(
  deps: StepDeps,
  { plan, key }: { readonly plan: TradePlan; readonly key: StepKey },
  wanted: readonly WantedOrder[],
): OrderIntent[] {
  const issuedAtMs = deps.clock.nowMs();
  return wanted.map((order) => {
    const { leg, role, instrumentId, side, qty, limitPrice } = order;
    const venue = instrumentOf(deps, instrumentId).venue;
    const { step, attempt, tradeId } = key;
    const { installationId } = deps;
    return {
      clientOrderId: clientOrderIdOf({ installationId, mode: plan.mode, tradeId, leg, step, attempt, role }),
      tradeId,
      leg,
      role,
      venue,
      instrumentId,
      side,
      qty,
      limitPrice,
      timeInForce: 'IOC',
      reduceOnly: false,
      finalAfterMs: issuedAtMs + sendableMs(plan, step, role) + finalityMs(deps, venue),
    };
  });
}

/** How long after its begin an order may leave; a reserve of the opening may wait until the step's deadline. */
function sendableMs({ deadlines }: TradePlan, step: StepKey['step'], role: IntentRole): number {
  return step === 'open' && role !== 'order' ? deadlines.orphanMs : deadlines.sendBeforeMs;
}

/** Time until an order that the venue does not know can't come into being any more, from when its bytes may leave last. */
function finalityMs(deps: StepDeps, venue: string): number {
  const { windowMinMs, transitToleranceMs, readLagMs, hasOrderWindow } = gatewayOf(deps, venue).capabilities;
  return windowMinMs + transitToleranceMs + readLagMs + (hasOrderWindow ? 0 : WITHOUT_WINDOW_MS);
}
