import type { Client } from '@temporalio/client';
import type { ShutdownRequest } from '../domain/lifecycle/emergencyShutdown';
import { EMERGENCY_SHUTDOWN_ID, EMERGENCY_SHUTDOWN_WORKFLOW } from '../workflows/messages';
import { TASK_QUEUES } from './taskQueues';

/** Starts the durable shutdown, or joins the one under way. */
export const createShutdownStart =
  (client: Client) =>
  async (request: ShutdownRequest): Promise<void> => {
    await client.workflow.start(EMERGENCY_SHUTDOWN_WORKFLOW, {
      workflowId: EMERGENCY_SHUTDOWN_ID,
      taskQueue: TASK_QUEUES.operations,
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `emergency shutdown: ${request.reason}`,
    });
  };
