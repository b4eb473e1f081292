import { Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { within } from '../runtime/within';
import { DURABILITY_PROBE_ID, DURABILITY_PROBE_WORKFLOW } from '../workflows/messages';
import type { TemporalPlace } from './openTemporal';
import { TASK_QUEUES } from './taskQueues';

export interface DurabilityProbeDeps extends TemporalPlace {
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
  readonly taskQueue?: string;
  /** Only tests give another. */
  readonly workflowId?: string;
}

/**
 * Resolves when Temporal's persistence has answered: it says that the closed probe workflow was started before, which it can't know without
 * its store, or stores it anew where its retention has removed it. Rejects where there is no such answer in time.
 */
export function createDurabilityProbe(deps: DurabilityProbeDeps): () => Promise<void> {
  const { connection, namespace, dataConverter } = deps;
  const client = new Client({ connection, namespace, dataConverter });
  const options = {
    workflowId: deps.workflowId ?? DURABILITY_PROBE_ID,
    taskQueue: deps.taskQueue ?? TASK_QUEUES.trades,
    args: [] as [],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    workflowExecutionTimeout: '1m', // closes even where no worker takes it
  } as const;
  return async () => {
    try {
      // the SDK would go on trying for ten seconds; the next probe must not wait for that
      await within(
        deps.timeoutMs,
        'the durability probe',
        client.workflow.start(DURABILITY_PROBE_WORKFLOW, options),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}
