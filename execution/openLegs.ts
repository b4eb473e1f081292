import type { StepResult, TransitionRecord } from '../domain/lifecycle/steps';
import { Exact } from '../domain/money';
import type { Denial } from '../domain/opportunity';
import { opposite, type Side } from '../domain/order';
import { repairLimit } from '../domain/repairPrice';
import type { TradePlan } from '../domain/tradePlan';
import { adoptStanding } from './adoptStep';
import { gateDenial } from './gate';
import { intentsOf, type WantedOrder } from './intents';
import { unopenedTrade } from './knownTrade';
import { allOrdersUsd, capitalNeeds, limitNeeds } from './openingNeeds';
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
  const wanted = [...legOrders(plan), ...reserveOrders(deps, plan)];
  const intents = intentsOf(deps, { plan, key: keyOf(plan) }, wanted);
  return runner.run({
    step: 'open',
    before: unopenedTrade(plan),
    intents: intents.filter(({ role }) => role === 'order'),
    reserves: intents.filter(({ role }) => role !== 'order'),
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
function reserveOrders(deps: StepDeps, plan: TradePlan): WantedOrder[] {
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
