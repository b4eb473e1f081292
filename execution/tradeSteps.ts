import type { TradeSteps } from '../domain/lifecycle/steps';
import { chaseLegs } from './chaseLegs';
import { denyOpening, openLegs } from './openLegs';
import { closeLegs, removeOrphan, unwindLegs } from './orphanSteps';
import { bookResult, collectFills } from './settleTrade';
import type { StepDeps } from './stepDeps';
import { createStepRunner } from './stepRunner';

/** The outside effects of a trade, each journaled and safe to call twice. One per process. */
export function createTradeSteps(deps: StepDeps): TradeSteps {
  const runner = createStepRunner(deps);
  const keyOf = (step: string, request: { plan: { tradeId: string }; attempt: number }) =>
    `${request.plan.tradeId} ${step} ${String(request.attempt)}`;
  return {
    openLegs: (plan, transitions) =>
      runner.once(`${plan.tradeId} open`, () => openLegs(deps, runner, { plan, transitions })),
    refuseOpening: (plan, denial, transitions) => denyOpening(deps, plan, { denial, transitions }),
    chaseLegs: (request) => runner.once(keyOf('chase', request), () => chaseLegs(deps, runner, request)),
    removeOrphan: (request) =>
      runner.once(keyOf('hedge', request), () => removeOrphan(deps, runner, request)),
    unwindLegs: (request) => runner.once(keyOf('unwind', request), () => unwindLegs(deps, runner, request)),
    closeLegs: (request) => runner.once(keyOf('close', request), () => closeLegs(deps, runner, request)),
    collectFills: (request) => collectFills(deps, request),
    bookResult: (request) => bookResult(deps, request, runner.recent.take(request.plan.tradeId)),
  };
}
