import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { failureInterceptor } from '../activities/toFailure';
import { createTradeActivities } from '../activities/tradeActivities';
import type { TradeSteps } from '../domain/lifecycle/steps';
import type { TemporalPlace } from './openTemporal';
import { TASK_QUEUES } from './taskQueues';

export interface TradesWorkerDeps extends TemporalPlace {
  readonly workflowBundle: WorkflowBundleOption;
  readonly steps: TradeSteps;
  /** Only tests give another name than `trades`. */
  readonly taskQueue?: string;
}

/** The worker of queue `trades`: workflows, local steps and order activities of one trader. */
export function createTradesWorker(deps: TradesWorkerDeps): Promise<Worker> {
  return Worker.create({
    connection: deps.connection,
    namespace: deps.namespace,
    dataConverter: deps.dataConverter,
    workflowBundle: deps.workflowBundle,
    taskQueue: deps.taskQueue ?? TASK_QUEUES.trades,
    activities: { ...createTradeActivities(deps.steps) },
    interceptors: { activity: [failureInterceptor] },
    stickyQueueScheduleToStartTimeout: '1s', // how long a signal or timer waits after a worker's death; default 10 s
    maxCachedWorkflows: 2000, // a miss replays the whole history
    maxConcurrentWorkflowTaskExecutions: 100, // fixed slots: the tuner ramps up in steps of 50 ms
    maxConcurrentLocalActivityExecutions: 100,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 32 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 5, maximum: 32 },
    shutdownGraceTime: '12s', // started steps finish; default 0 cancels them at once
    shutdownForceTime: '15s',
  });
}
