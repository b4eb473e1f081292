import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import { createTrade } from '../domain/lifecycle/runTrade';
import type { TransitionRecord } from '../domain/lifecycle/steps';
import type { TradePlan } from '../domain/tradePlan';
import { viewQuery, type TradeResult } from './messages';
import { listenToControls } from './tradeControls';
import { createTradeDisplay } from './tradeDisplay';
import { createTemporalSteps } from './temporalSteps';

/** One trade, from its opportunity to its closed books: binds `domain/lifecycle` to Temporal. */
export async function trade(plan: TradePlan): Promise<TradeResult> {
  const transitions: TransitionRecord[] = [];
  const controls = listenToControls(() => {
    display.touch();
  });
  const running = createTrade(plan, {
    controls,
    steps: createTemporalSteps(() => {
      display.flush();
    }),
    nowMs: () => new Date().getTime(), // the workflow's own clock: the same at every replay
    waitFor: (wish, timeoutMs) => {
      display.flush();
      return condition(wish, timeoutMs);
    },
    onTransition: (record) => {
      transitions.push(record);
      display.touch();
    },
  });
  const display = createTradeDisplay(plan, running.facts, controls);
  setHandler(viewQuery, () => ({ tradeId: plan.tradeId, ...running.facts, controls, transitions }));

  const end = await CancellationScope.nonCancellable(() => running.live());
  display.flush();
  return {
    tradeId: plan.tradeId,
    outcome: end.outcome ?? 'needs-operator',
    cause: end.cause,
    denial: end.denial,
    figures: end.figures,
    tickToOrdersMs: end.tickToOrdersMs,
  };
}
