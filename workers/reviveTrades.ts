import { Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { TradeId, TradePlan } from '../domain/tradePlan';
import { TRADE_WORKFLOW } from '../workflows/messages';
import { startOptions } from './startTrade';
import type { TemporalPlace } from './openTemporal';
import { TASK_QUEUES } from './taskQueues';

export interface TradeRevivalDeps extends TemporalPlace {
  /** Plans of the trades that the journal has open. */
  openTrades(): Promise<readonly TradePlan[]>;
  readonly taskQueue?: string;
}

/**
 * Gives every open trade a workflow again whose own was terminated or lost; the new one re-walks the journal to the same place. Returns the ids
 * revived: each deserves an incident. A trade whose workflow runs, or has ended by itself, is left alone.
 */
export function createTradeRevival(deps: TradeRevivalDeps): () => Promise<TradeId[]> {
  const { connection, namespace, dataConverter } = deps;
  const client = new Client({ connection, namespace, dataConverter });
  const taskQueue = deps.taskQueue ?? TASK_QUEUES.trades;

  async function isRevived(plan: TradePlan): Promise<boolean> {
    try {
      await client.workflow.start(TRADE_WORKFLOW, {
        ...startOptions(plan, taskQueue),
        requestEagerStart: false, // no trades worker on this connection
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  }

  return async () => {
    const revived: TradeId[] = [];
    for (const plan of await deps.openTrades()) if (await isRevived(plan)) revived.push(plan.tradeId);
    return revived;
  };
}
