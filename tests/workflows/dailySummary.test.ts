import { temporalConverter } from '../../runtime/temporalConverter';
import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { DailySummarySteps } from '../../domain/dailyReport';
import type { ShutdownSteps } from '../../domain/lifecycle/emergencyShutdown';
import { dailySummarySchedule } from '../../workers/dailySummary';
import { ensureSchedules } from '../../workers/ensureSchedules';
import { createOperationsWorker } from '../../workers/operationsWorker';
import { startTemporalServer, workflowBundle } from './temporalServer';

jest.setTimeout(60_000);

let env: TestWorkflowEnvironment;

beforeAll(async () => {
  env = await startTemporalServer();
});
afterAll(async () => {
  await env.teardown();
});

const notAsked = () => Promise.reject(new Error('no shutdown here'));
const noShutdown: ShutdownSteps = {
  commitControl: notAsked,
  cancelStrayOrders: notAsked,
  signalTrades: notAsked,
  tradesNotFlat: notAsked,
  saveSnapshot: notAsked,
};

/** Books these days; the database is away at the second call, after the commit: the day stands, its answer is lost. */
function stepsThatBook(days: readonly string[], log: string[]): DailySummarySteps {
  let calls = 0;
  return {
    bookNextDay() {
      calls += 1;
      const day = days[log.length];
      if (day === undefined) return Promise.resolve({ kind: 'upToDate' });
      log.push(day);
      if (calls === 2) return Promise.reject(new Error('the database is away'));
      return Promise.resolve({ kind: 'booked', day });
    },
  };
}

it('the daily summary runs from its schedule, ensured twice, books every missing day and outlives an outage', async () => {
  const taskQueue = `operations-${randomUUID()}`;
  const wanted = {
    ...dailySummarySchedule({ reports: { timeZone: 'Europe/Berlin' } }),
    id: `daily-summary-${randomUUID()}`,
    taskQueue,
  };
  const log: string[] = [];
  const worker = await createOperationsWorker({
    dataConverter: temporalConverter([]),
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    workflowBundle: await workflowBundle(),
    taskQueue,
    shutdown: noShutdown,
    reconciliation: { venues: [], reconcile: () => Promise.reject(new Error('no venue')) },
    dailySummary: stepsThatBook(['2026-11-22', '2026-11-23', '2026-11-24'], log),
  });
  await worker.runUntil(async () => {
    const schedules = env.client.schedule;
    expect(await ensureSchedules(schedules, [wanted])).toEqual(['created']);
    expect(await ensureSchedules(schedules, [wanted])).toEqual(['unchanged']);
    const handle = schedules.getHandle(wanted.id);
    expect(await handle.describe()).toMatchObject({
      spec: { timezone: 'Europe/Berlin' },
      policies: { overlap: 'BUFFER_ONE', catchupWindow: 7 * 24 * 3_600_000 },
    });

    await handle.trigger();
    const result: unknown = await env.client.workflow.getHandle(await startedBy(handle)).result();
    expect(result).toEqual({ booked: ['2026-11-22', '2026-11-24'] });
    expect(log).toEqual(['2026-11-22', '2026-11-23', '2026-11-24']);
    await handle.delete();
  });
});

/** Id of the first workflow that the schedule has started; each look is a call to the server. */
async function startedBy(handle: ReturnType<typeof env.client.schedule.getHandle>): Promise<string> {
  for (;;) {
    const [action] = (await handle.describe()).info.recentActions;
    if (action !== undefined) return action.action.workflow.workflowId;
  }
}
