import type { TradeId, TradePlan } from '../domain/tradePlan';
import type { Logger } from '../runtime/logger';
import type { WorkflowStarts } from '../storage/workflowStarts';

export interface WorkflowOutboxDeps {
  readonly starts: WorkflowStarts;
  /** `alreadyStarted` counts as started. Rejects where Temporal does not answer in time. */
  readonly startWorkflow: (plan: TradePlan) => Promise<'started' | 'alreadyStarted'>;
  readonly logger: Logger;
}

/** Older than any start under way in a healthy trader, younger than the deadline of its opening. */
const OVERDUE_MS = 300;
/** Trades of one sweep; the next one follows at once after its pause. */
const BATCH = 50;
/** Starts at a time: a backlog after an outage must not take the server away from trades that run. */
const AT_ONCE = 5;

/**
 * One sweep of the outbox: every trade that stands open in the journal, and of which nobody has said that its workflow runs, gets one. Returns
 * the ids that had none. What can't be started now is tried again by the next sweep.
 */
export function createWorkflowOutbox(deps: WorkflowOutboxDeps): () => Promise<TradeId[]> {
  const { starts, startWorkflow, logger } = deps;

  async function outcomeOf(plan: TradePlan): Promise<'started' | 'alreadyStarted' | 'failed'> {
    try {
      return await startWorkflow(plan);
    } catch (error) {
      logger.warn({ event: 'outbox.startFailed', tradeId: plan.tradeId, err: error });
      return 'failed';
    }
  }

  return async () => {
    const overdue = await starts.overdue({ overdueMs: OVERDUE_MS, limit: BATCH });
    const started: TradeId[] = [];
    for (let from = 0; from < overdue.length; from += AT_ONCE) {
      const group = overdue.slice(from, from + AT_ONCE);
      const asked = await Promise.all(
        group.map(async (plan) => ({ tradeId: plan.tradeId, outcome: await outcomeOf(plan) })),
      );
      const running = asked.filter(({ outcome }) => outcome !== 'failed');
      if (running.length === 0) break; // Temporal is away: the rest would only wait for it too
      await starts.acknowledge(running.map(({ tradeId }) => tradeId));
      for (const { tradeId, outcome } of running) if (outcome === 'started') started.push(tradeId);
    }
    return started;
  };
}
