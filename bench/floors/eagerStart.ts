import { randomUUID } from 'node:crypto';
import { activityInfo } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { systemClock } from '../../runtime/clock';
import { connectToTemporal } from '../../runtime/temporalConnection';
import { bundleWorkflows } from '../../workers/buildWorkflowBundle';

/** The floor encrypts nothing. */
const PLAIN = {};

/** The activity of the floor: it only says that it has been reached. */
export interface EmptyActivities {
  touch(): Promise<void>;
}

export interface EmptyTemporal {
  /** Starts one empty trade eagerly; ms from the start call to the first line of its local activity. */
  startToActivityMs(): Promise<number>;
  /** Runs `count` empty workflows, `inFlight` at a time; workflows per second. */
  emptyWorkflowsPerSecond(count: number, inFlight: number): Promise<number>;
  close(): Promise<void>;
}

/**
 * The floor of everything that goes through Temporal: a worker of its own on the same server, with workflows that do nothing.
 * Client and worker share one native connection, as in the trader, so that starts are eager.
 */
export async function createEmptyTemporal(target: {
  address: string;
  namespace: string;
}): Promise<EmptyTemporal> {
  const connection = await connectToTemporal(target, systemClock);
  const taskQueue = `floor-${randomUUID()}`;
  const onReached = new Map<string, () => void>();
  const activities: EmptyActivities = {
    touch: () => {
      onReached.get(activityInfo().workflowExecution?.workflowId ?? '')?.();
      return Promise.resolve();
    },
  };
  const code = await bundleWorkflows(require.resolve('./emptyTrade.workflow'));
  const worker = await Worker.create({
    connection,
    namespace: target.namespace,
    dataConverter: PLAIN,
    taskQueue,
    activities,
    workflowBundle: { code },
    maxConcurrentWorkflowTaskExecutions: 100,
    maxConcurrentLocalActivityExecutions: 100,
  });
  const running = worker.run();
  const client = new Client({ connection, namespace: target.namespace, dataConverter: PLAIN });

  const start = (type: 'emptyTrade' | 'emptyWorkflow', workflowId = `${taskQueue}/${randomUUID()}`) =>
    client.workflow.start(type, {
      taskQueue,
      workflowId,
      requestEagerStart: true,
      workflowTaskTimeout: '3s',
      args: [],
    });

  async function startToActivityMs(): Promise<number> {
    const workflowId = `${taskQueue}/${randomUUID()}`;
    const touchedNs = new Promise<bigint>((resolve) => {
      onReached.set(workflowId, () => {
        resolve(process.hrtime.bigint());
      });
    });
    const startedNs = process.hrtime.bigint();
    const handle = await start('emptyTrade', workflowId);
    const elapsedMs = Number((await touchedNs) - startedNs) / 1e6;
    await handle.result();
    onReached.delete(workflowId);
    return elapsedMs;
  }

  async function emptyWorkflowsPerSecond(count: number, inFlight: number): Promise<number> {
    let left = count;
    const runner = async () => {
      while (left-- > 0) await (await start('emptyWorkflow')).result();
    };
    const startedNs = process.hrtime.bigint();
    await Promise.all(Array.from({ length: inFlight }, runner));
    return count / (Number(process.hrtime.bigint() - startedNs) / 1e9);
  }

  async function close(): Promise<void> {
    worker.shutdown();
    await running;
    await connection.close();
  }

  return { startToActivityMs, emptyWorkflowsPerSecond, close };
}
