import type { StepResult } from '../domain/lifecycle/steps';
import type { TradeId, TradePlan } from '../domain/tradePlan';
import type { StepDeps } from '../execution/stepDeps';
import type { BackgroundTasks } from '../runtime/backgroundTask';
import type { Logger } from '../runtime/logger';

export interface JournalFirstDeps {
  /** Opens without a workflow; `onLeft` only where this call sent the orders. */
  readonly openAhead: (plan: TradePlan, onLeft: () => void) => Promise<StepResult>;
  readonly startWorkflow: (plan: TradePlan) => Promise<'started' | 'alreadyStarted'>;
  /** Told of each trade whose workflow is known to run. */
  readonly onStarted: (tradeId: TradeId) => void;
  readonly faultPoint: StepDeps['faultPoint'];
  readonly tasks: BackgroundTasks;
  readonly logger: Logger;
}

/**
 * Opens a trade straight from its opportunity and starts its workflow when the orders' bytes have left. The workflow then finds the step and
 * goes on. Whoever did not send (a denied opening, one that stands already) starts none: the plan in the journal may be another, and the
 * outbox starts that one. A start that fails is the outbox's too.
 */
export function createJournalFirst(deps: JournalFirstDeps): (plan: TradePlan) => Promise<StepResult> {
  async function start(plan: TradePlan): Promise<void> {
    const place = { tradeId: plan.tradeId, step: 'open' } as const;
    await deps.faultPoint('workflowStart.before', place);
    try {
      await deps.startWorkflow(plan);
    } catch (error) {
      deps.logger.warn({ event: 'trade.workflowLeftToOutbox', tradeId: plan.tradeId, err: error });
      return;
    }
    await deps.faultPoint('workflowStart.after', place);
    deps.onStarted(plan.tradeId);
  }

  return (plan) =>
    deps.openAhead(plan, () => {
      deps.tasks.run('startWorkflow', start(plan));
    });
}
