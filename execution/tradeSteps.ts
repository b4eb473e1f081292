import { openingTransitions } from '../domain/lifecycle/opening';
import type { StepResult, TradeSteps } from '../domain/lifecycle/steps';
import type { TradePlan } from '../domain/tradePlan';
import { chaseLegs } from './chaseLegs';
import { denyOpening, openLegs, type Opening } from './openLegs';
import { noticeSilence } from './noticeSilence';
import { closeLegs, removeOrphan, unwindLegs } from './orphanSteps';
import { createReserves } from './reserves';
import { bookResult, collectFills } from './settleTrade';
import type { StepDeps } from './stepDeps';
import { createStepRunner } from './stepRunner';

export interface ProcessSteps extends TradeSteps {
  /**
   * Opens a trade that has no workflow yet, through the same opening as `openLegs`. `onLeft` is told when the orders have left, and only
   * where this call is the one that sent them: then, and only then, its plan is the trade's. @throws where the journal can't be reached
   */
  openAhead(plan: TradePlan, onLeft: () => void): Promise<StepResult>;
}

/** The outside effects of a trade, each journaled and safe to call twice. One per process. */
export function createTradeSteps(made: StepDeps): ProcessSteps {
  const reserves = createReserves(made);
  const deps = {
    ...made,
    journal: noticeSilence(made.journal, (tradeId) => {
      reserves.rescue(tradeId);
    }),
  };
  const runner = createStepRunner(deps, reserves);
  const keyOf = (step: string, request: { plan: { tradeId: string }; attempt: number }) =>
    `${request.plan.tradeId} ${step} ${String(request.attempt)}`;
  const open = (opening: Opening) =>
    runner.once(`${opening.plan.tradeId} open`, () => openLegs(deps, runner, opening));
  return {
    openLegs: (plan, transitions) => open({ plan, transitions }),
    openAhead: (plan, onLeft) =>
      open({ plan, transitions: openingTransitions(plan, deps.clock.nowMs()), onLeft }),
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
