import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { temporalConverter } from '../../runtime/temporalConverter';
import { createTradeRevival } from '../../workers/reviveTrades';
import { killSignal } from '../../workflows/messages';
import { scriptedSteps } from '../lifecycle/scriptedSteps';
import { openDesk, startTemporalServer, workflowBundle } from './temporalServer';

jest.setTimeout(60_000);

let env: TestWorkflowEnvironment;

beforeAll(async () => {
  env = await startTemporalServer();
});
afterAll(async () => {
  await env.teardown();
});

describe('the revival of open trades', () => {
  it('starts a terminated trade again, once, and leaves running and finished ones alone', async () => {
    const { steps } = scriptedSteps({}, { paused: false, kill: undefined, shutdown: undefined });
    const desk = await openDesk(env, await workflowBundle(), steps);
    await desk.worker.runUntil(async () => {
      const hold = { untilMs: Date.now() + 3_600_000 };
      const [running, terminated, finished] = [
        await desk.start({ hold }),
        await desk.start({ hold }),
        await desk.start(),
      ];
      await env.client.workflow.getHandle(finished.tradeId).result();
      await env.client.workflow.getHandle(terminated.tradeId).terminate('by hand');
      const revive = createTradeRevival({
        connection: env.nativeConnection,
        namespace: env.namespace ?? 'default',
        dataConverter: temporalConverter([]),
        taskQueue: desk.taskQueue,
        openTrades: () => Promise.resolve([running, terminated, finished]),
      });

      expect(await revive()).toEqual([terminated.tradeId]);
      expect(await revive()).toEqual([]);

      const handle = env.client.workflow.getHandle(terminated.tradeId);
      await handle.signal(killSignal, { reason: 'end of the test' });
      expect(await handle.result()).toMatchObject({
        outcome: expect.stringMatching(/^(aborted|unwound)$/) as unknown,
      });
    });
  });
});
