import { Client, WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import { tradeSummary } from '../domain/lifecycle/summary';
import type { TradePlan } from '../domain/tradePlan';
import { within } from '../runtime/within';
import {
  modeKey,
  notionalUsdKey,
  openedAtKey,
  strategyKey,
  symbolKey,
  tradeStateKey,
  TRADE_WORKFLOW,
  venuesKey,
} from '../workflows/messages';
import type { TemporalPlace } from './openTemporal';
import { TASK_QUEUES } from './taskQueues';

export interface TradeStartDeps extends TemporalPlace {
  /** Told for each start whether it was eager: below 0.95 the fast path is lost. */
  onStarted(eagerly: boolean): void;
  /** False where this connection has no worker of the queue. */
  readonly eager?: boolean;
  readonly taskQueue?: string;
}

/** Longer than a healthy server takes under load; then whoever asked goes another way (slot given back, outbox). */
const TIMEOUT_MS = 5_000;

/**
 * Starts the workflow of a plan, eagerly where the worker of the queue shares this connection: the server then answers with the first task.
 * Its id is the trade id, so the same opportunity starts one trade, whoever sees it.
 */
export function createTradeStart(
  deps: TradeStartDeps,
): (plan: TradePlan) => Promise<'started' | 'alreadyStarted'> {
  const { connection, namespace, dataConverter, taskQueue = TASK_QUEUES.trades, eager = true } = deps;
  const client = new Client({ connection, namespace, dataConverter });
  return async (plan) => {
    const options = { ...startOptions(plan, taskQueue), requestEagerStart: eager };
    try {
      const starting = client.workflow.start(TRADE_WORKFLOW, options);
      const handle = await within(TIMEOUT_MS, `the start of ${plan.tradeId}`, starting);
      deps.onStarted(handle.eagerlyStarted);
      return 'started';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'alreadyStarted';
      throw error;
    }
  };
}

/** How every trade workflow is started, also when it is revived. */
export function startOptions(plan: TradePlan, taskQueue: string): WorkflowStartOptions {
  return {
    workflowId: plan.tradeId,
    taskQueue,
    args: [plan],
    requestEagerStart: true,
    workflowTaskTimeout: '3s', // how long a crash inside the opening step goes unnoticed; default 10 s
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: tradeSummary(plan),
    typedSearchAttributes: [
      { key: strategyKey, value: plan.strategy },
      { key: symbolKey, value: plan.symbol },
      { key: venuesKey, value: [...new Set(plan.legs.map((leg) => leg.venue))] },
      { key: modeKey, value: plan.mode },
      { key: tradeStateKey, value: 'validating' },
      { key: notionalUsdKey, value: Number(plan.notionalUsd) },
      { key: openedAtKey, value: new Date(plan.detectedAtMs) },
    ],
  };
}
