import { Client } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { temporalConverter } from '../../runtime/temporalConverter';
import type { WorkflowBundle } from '@temporalio/worker';
import type { ShutdownSteps } from '../../domain/lifecycle/emergencyShutdown';
import { createOperationsWorker } from '../../workers/operationsWorker';
import { createTradeSignals } from '../../workers/signalTrades';
import {
  EMERGENCY_SHUTDOWN_ID,
  EMERGENCY_SHUTDOWN_WORKFLOW,
  type TradeResult,
} from '../../workflows/messages';
import { scriptedSteps } from '../lifecycle/scriptedSteps';
import { openDesk, startTemporalServer, workflowBundle } from './temporalServer';

jest.setTimeout(60_000);

let env: TestWorkflowEnvironment;
let bundle: WorkflowBundle;

beforeAll(async () => {
  [env, bundle] = await Promise.all([startTemporalServer(), workflowBundle()]);
});
afterAll(async () => {
  await env.teardown();
});

const where = () => ({
  connection: env.nativeConnection,
  namespace: env.namespace ?? 'default',
  dataConverter: temporalConverter([]),
});

/** Steps on real trades: they are signalled, and are flat once their workflow has ended. The control can't be committed at first. */
function stepsOn(tradeIds: readonly string[], log: string[]): ShutdownSteps {
  const signal = createTradeSignals(new Client({ ...where(), dataConverter: temporalConverter([]) }));
  let failures = 2;
  return {
    commitControl: () => {
      if (failures-- > 0) return Promise.reject(new Error('database is away'));
      log.push('control');
      return Promise.resolve({ barrierMs: 10 });
    },
    cancelStrayOrders: () => {
      log.push('cancel');
      return Promise.resolve({ cancelled: 0, stillOpen: 0 });
    },
    signalTrades: async ({ reason, flatten }) => {
      for (const id of tradeIds) await signal(id, { kind: 'emergencyShutdown', reason, flatten });
      return { signalled: tradeIds };
    },
    tradesNotFlat: async () => {
      const found = await Promise.all(tradeIds.map((id) => env.client.workflow.getHandle(id).describe()));
      const running = found.filter(({ status }) => status.name === 'RUNNING');
      return { tradeIds: running.map(({ workflowId }) => workflowId), flatten: true };
    },
    saveSnapshot: () => {
      log.push('snapshot');
      return Promise.resolve({ snapshotId: 's-1' });
    },
  };
}

describe('the emergency shutdown workflow', () => {
  it('unwinds every open trade and reports, although the database is away at first', async () => {
    const { steps } = scriptedSteps({}, { paused: false, kill: undefined, shutdown: undefined });
    const desk = await openDesk(env, bundle, steps);
    await desk.worker.runUntil(async () => {
      const hold = { untilMs: Date.now() + 3_600_000 };
      const plans = [await desk.start({ hold }), await desk.start({ hold })];
      const ids = plans.map(({ tradeId }) => tradeId);
      const log: string[] = [];
      const taskQueue = `operations-${randomUUID()}`;
      const operations = await createOperationsWorker({
        ...where(),
        workflowBundle: bundle,
        taskQueue,
        shutdown: stepsOn(ids, log),
        dailySummary: { bookNextDay: () => Promise.resolve({ kind: 'upToDate' }) },
        reconciliation: { venues: [], reconcile: () => Promise.reject(new Error('no venue')) },
      });

      const report: unknown = await operations.runUntil(
        env.client.workflow.execute(EMERGENCY_SHUTDOWN_WORKFLOW, {
          workflowId: EMERGENCY_SHUTDOWN_ID,
          taskQueue,
          args: [{ reason: 'drill', flatten: true, requestedBy: 'operator' }],
        }),
      );

      expect(report).toMatchObject({ signalledTrades: 2, notFlat: [], openOrders: 0, snapshotId: 's-1' });
      expect(log).toEqual(['control', 'cancel', 'cancel', 'snapshot']);
      const results = await Promise.all(
        ids.map((id): Promise<TradeResult> => env.client.workflow.getHandle(id).result()),
      );
      expect(results.map(({ outcome }) => outcome)).toEqual(['unwound', 'unwound']);
    });
  });
});
