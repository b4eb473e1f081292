import { connect } from 'node:net';
import { activityInfo } from '@temporalio/activity';
import { Worker } from '@temporalio/worker';
import { z } from 'zod';
import { systemClock } from '../../runtime/clock';
import { connectToTemporal } from '../../runtime/temporalConnection';
import { bundleWorkflows } from '../../workers/buildWorkflowBundle';
import type { EmptyActivities } from './eagerStart';

const settings = z.object({
  TEMPORAL_ADDRESS: z.string(),
  TEMPORAL_NAMESPACE: z.string(),
  FLOOR_TASK_QUEUE: z.string(),
  HOLDFAST_FAULT_SOCKET: z.string(),
});

/** The floor of recovery: a worker with an empty workflow whose one local activity says on the socket that it begins, and that it has ended. */
async function main(): Promise<void> {
  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, FLOOR_TASK_QUEUE, HOLDFAST_FAULT_SOCKET } = settings.parse(
    process.env,
  );
  const socket = connect(HOLDFAST_FAULT_SOCKET);
  socket.on('error', () => undefined); // the benchmark has ended
  const activities: EmptyActivities = {
    async touch() {
      const id = activityInfo().workflowExecution?.workflowId ?? '';
      const answered = new Promise((resolve) => socket.once('data', resolve));
      socket.write(`touch.before empty ${id}\n`);
      await answered;
      socket.write(`touch.after empty ${id}\n`);
    },
  };
  const connection = await connectToTemporal(
    { address: TEMPORAL_ADDRESS, namespace: TEMPORAL_NAMESPACE },
    systemClock,
  );
  const worker = await Worker.create({
    connection,
    namespace: TEMPORAL_NAMESPACE,
    dataConverter: {}, // the floor encrypts nothing
    taskQueue: FLOOR_TASK_QUEUE,
    activities,
    workflowBundle: { code: await bundleWorkflows(require.resolve('./emptyTrade.workflow')) },
    stickyQueueScheduleToStartTimeout: '1s', // as the trader's worker
  });
  await worker.run();
  await connection.close();
}

void main();
