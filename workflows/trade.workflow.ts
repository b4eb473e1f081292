import { CancellationScope, condition, patched, setHandler } from '@temporalio/workflow';
import { createTrade } from '../domain/lifecycle/runTrade';
import type { TransitionRecord } from '../domain/lifecycle/steps';
import type { TradePlan } from '../domain/tradePlan';
import { viewQuery, type TradeResult } from './messages';
import { createTemporalSteps } from './temporalSteps';
import { listenToControls } from './tradeControls';
import { createTradeDisplay } from './tradeDisplay';

/** One trade, from its opportunity to its closed books: binds `domain/lifecycle` to Temporal. */
export async function trade(plan: TradePlan): Promise<TradeResult> {
  const controls = listenToControls();
  const transitions: TransitionRecord[] = [];
  const running = createTrade(plan, {
    controls,
    steps: createTemporalSteps(() => {
      show();
    }),
    nowMs: () => new Date().getTime(), // the workflow's own clock: the same at every replay
    waitFor: (wish, timeoutMs) => {
      show();
      return condition(wish, timeoutMs);
    },
    has: patched,
    onTransition: (record) => transitions.push(record),
  });
  const show = createTradeDisplay(plan, running.facts, controls);
  setHandler(viewQuery, () => ({ tradeId: plan.tradeId, ...running.facts, controls, transitions }), {
    description: 'legs, situation, transitions and figures of this trade',
  });

  const end = await CancellationScope.nonCancellable(() => running.live());
  show();
  const { outcome, cause, denial, figures, tickToOrdersMs } = end;
  // only redeeming closes without a booking, and what is redeemed was completed
  return { tradeId: plan.tradeId, outcome: outcome ?? 'completed', cause, denial, figures, tickToOrdersMs };
}
