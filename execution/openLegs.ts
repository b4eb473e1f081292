import type { StepResult, TransitionRecord } from '../domain/lifecycle/steps';
import { Exact } from '../domain/money';
import type { Denial } from '../domain/opportunity';
import { opposite, type Side } from '../domain/order';
import { repairLimit } from '../domain/repairPrice';
import type { TradePlan } from '../domain/tradePlan';
import { adoptStanding } from './adoptStep';
import { gateDenial } from './gate';
import { intentsOf, type WantedOrder } from './intents';
import type { Facts, OrderIntent } from './journal';
import { unopenedTrade, withFacts, withIntents } from './knownTrade';
import { openOrders } from './openOrders';
import { allOrdersUsd, capitalNeeds, limitNeeds } from './openingNeeds';
import { repairOf } from './repairOrders';
import { sendIntents } from './sendIntents';
import { judge } from './situation';
import { instrumentOf, type StepDeps } from './stepDeps';
import type { StepRunner } from './stepRunner';

const keyOf = (plan: TradePlan) => ({ tradeId: plan.tradeId, step: 'open', attempt: 1 }) as const;

export interface Opening {
  readonly plan: TradePlan;
  readonly transitions: readonly TransitionRecord[];
  /** Given by a caller that has no workflow behind it yet: told when the orders have left, and only where this call sends them. */
  readonly onLeft?: () => void;
}

/** Opens a trade: gate, begin, all legs at once, resolve, finish. Whoever calls second for the same trade adopts what stands. */
export async function openLegs(
  deps: StepDeps,
  runner: StepRunner,
  { plan, transitions, onLeft }: Opening,
): Promise<StepResult> {
  const denial = gateDenial(deps, plan);
  if (denial !== undefined) return denyOpening(deps, plan, { denial, transitions });
  const intents = intentsOf(deps, { plan, key: keyOf(plan) }, [...legOrders(plan), ...reserves(deps, plan)]);
  return runner.run({
    step: 'open',
    before: unopenedTrade(plan),
    intents,
    repair: 'none',
    begin: (deadlineAtMs) =>
      deps.journal.beginOpening({
        plan,
        owner: deps.owner,
        deadlineAtMs,
        intents,
        capital: capitalNeeds(plan, deps.instruments),
        limits: limitNeeds(plan),
        allOrdersUsd: allOrdersUsd(plan),
        transitions,
        hasWorkflow: onLeft === undefined,
      }),
    ...(onLeft === undefined ? {} : { onLeft }),
    rescue: (facts, untilMs) => rescue(deps, { plan, intents }, { facts, untilMs }),
  });
}

/** Makes sure that this trade never opens; where its opening stands already, adopts it. */
export async function denyOpening(
  deps: StepDeps,
  plan: TradePlan,
  { denial, transitions }: { denial: Denial; transitions: readonly TransitionRecord[] },
): Promise<StepResult> {
  const answer = await deps.journal.denyOpening(plan, denial, transitions);
  if (answer.kind === 'inserted') throw new Error('a denial never begins a step');
  return adoptStanding(deps, plan.tradeId, answer);
}

function legOrders(plan: TradePlan): WantedOrder[] {
  return plan.legs.map(({ instrumentId, side, qty, worstPrice }, leg) => ({
    leg,
    role: 'order',
    instrumentId,
    side,
    qty,
    limitPrice: worstPrice,
  }));
}

/** Per leg one order that completes it and one that reverses it, written down with the opening, so that a repair needs no database. */
function reserves(deps: StepDeps, plan: TradePlan): WantedOrder[] {
  const boundBps = new Exact(deps.settings.repairStartBps);
  return plan.legs.flatMap((leg, index) => {
    const { tickSize } = instrumentOf(deps, leg.instrumentId);
    const reserve = (role: 'complete' | 'reverse', side: Side): WantedOrder => ({
      leg: index,
      role,
      instrumentId: leg.instrumentId,
      side,
      qty: leg.qty,
      limitPrice: repairLimit(leg, { side, boundBps, tickSize }),
    });
    return [reserve('complete', leg.side), reserve('reverse', opposite(leg.side))];
  });
}

/** Removes the orphan of this opening with its reserve orders: one of complete and reverse per leg, once, before the step's deadline. */
async function rescue(
  deps: StepDeps,
  { plan, intents }: { plan: TradePlan; intents: readonly OrderIntent[] },
  { facts, untilMs }: { facts: Facts; untilMs: number },
): Promise<Facts> {
  const leftMs = untilMs - deps.clock.nowMs();
  const known = withFacts(withIntents(unopenedTrade(plan), keyOf(plan), intents), facts);
  const { situation } = judge(known, deps.instruments, deps.clock.nowMs());
  // An order whose fate is open may still fill: sending against it could double the leg.
  const sentIds = new Set(facts.orders.map((order) => order.clientOrderId));
  const isOpen = openOrders(known).some((order) => sentIds.has(order.clientOrderId));
  if (situation.kind !== 'orphan' || isOpen || leftMs <= 0) return facts;
  const { orders } = repairOf(deps, plan, {
    exposures: situation.exposures,
    triesPastDue: 0,
    reduceOnly: false,
    orders: known.orders,
  });
  const chosen = orders.flatMap((order) => {
    const reserve = intents.find((intent) => intent.leg === order.leg && intent.role === order.role);
    return reserve === undefined ? [] : [{ ...reserve, qty: order.qty }];
  });
  const deadline = {
    wallMs: untilMs,
    monotonicNs: deps.clock.monotonicNs() + BigInt(Math.floor(leftMs)) * 1_000_000n,
  };
  const sent = await sendIntents(deps, chosen, { step: 'open', deadline, resolveUntilMs: untilMs + 500 });
  return {
    orders: [...facts.orders, ...sent.facts.orders],
    fills: [...facts.fills, ...sent.facts.fills],
  };
}
