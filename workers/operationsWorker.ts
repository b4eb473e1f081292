import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { createShutdownActivities } from '../activities/shutdownActivities';
import {
  createReconciliationActivities,
  type ReconciliationActivityDeps,
} from '../activities/reconciliationActivities';
import { failureInterceptor } from '../activities/toFailure';
import type { DailySummarySteps } from '../domain/dailyReport';
import type { ShutdownSteps } from '../domain/lifecycle/emergencyShutdown';
import type { TemporalPlace } from './openTemporal';
import { TASK_QUEUES } from './taskQueues';

export interface OperationsWorkerDeps extends TemporalPlace {
  readonly workflowBundle: WorkflowBundleOption;
  readonly shutdown: ShutdownSteps;
  readonly dailySummary: DailySummarySteps;
  readonly reconciliation: ReconciliationActivityDeps;
  /** Only tests give another name than `operations`. */
  readonly taskQueue?: string;
}

/** The worker of queue `operations`. */
export function createOperationsWorker(deps: OperationsWorkerDeps): Promise<Worker> {
  return Worker.create({
    connection: deps.connection,
    namespace: deps.namespace,
    dataConverter: deps.dataConverter,
    workflowBundle: deps.workflowBundle,
    taskQueue: deps.taskQueue ?? TASK_QUEUES.operations,
    activities: {
      ...createShutdownActivities(deps.shutdown),
      ...createReconciliationActivities(deps.reconciliation),
      ...deps.dailySummary,
    },
    interceptors: { activity: [failureInterceptor] },
    stickyQueueScheduleToStartTimeout: '1s',
    shutdownGraceTime: '12s',
    shutdownForceTime: '15s',
  });
}
