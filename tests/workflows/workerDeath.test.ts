import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { buildWorkflowBundle } from '../../workers/buildWorkflowBundle';
import { startOptions } from '../../workers/startTrade';
import { TRADE_WORKFLOW } from '../../workflows/messages';
import { tradePlan } from '../lifecycle/tradePlans';
import { startTemporalServer } from './temporalServer';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'holdfast-worker-death-'));
const bundlePath = join(folder, 'workflow-bundle.js');
const children = new Set<ChildProcess>();
let env: TestWorkflowEnvironment;

beforeAll(async () => {
  [env] = await Promise.all([
    startTemporalServer(),
    buildWorkflowBundle(require.resolve('../../workflows'), bundlePath),
  ]);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await env.teardown();
  rmSync(folder, { recursive: true });
});

/** A worker process on the queue; resolves with its signal when it ends. */
function startWorker(
  taskQueue: string,
  log: string,
  dieIn = '',
): { child: ChildProcess; end: Promise<unknown[]> } {
  const args = [env.address, env.namespace ?? 'default', taskQueue, bundlePath, log, dieIn];
  const child = spawn(
    process.execPath,
    ['-r', require.resolve('../runTypeScript.cjs'), join(__dirname, 'mortalWorker.ts'), ...args],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  children.add(child);
  return { child, end: once(child, 'exit') };
}

describe('a worker that is killed inside a step', () => {
  it.each([
    ['openLegs', ['openLegs', 'openLegs', 'collectFills', 'bookResult']],
    ['collectFills', ['openLegs', 'collectFills', 'openLegs', 'collectFills', 'bookResult']],
    ['bookResult', ['openLegs', 'collectFills', 'bookResult', 'openLegs', 'collectFills', 'bookResult']],
  ])(
    'in %s leaves a trade that the next worker finishes, asking every step of that task again',
    async (step, calls) => {
      const taskQueue = `trades-${randomUUID()}`;
      const log = join(folder, `${step}.log`);
      const plan = tradePlan({ tradeId: `spread/death/0/${step}` });
      const dying = startWorker(taskQueue, log, step);
      const handle = await env.client.workflow.start(TRADE_WORKFLOW, {
        ...startOptions(plan, taskQueue),
        requestEagerStart: false,
      });
      expect(await dying.end).toEqual([null, 'SIGKILL']);

      const heir = startWorker(taskQueue, log);
      expect(await handle.result()).toMatchObject({ outcome: 'completed' });
      heir.child.kill('SIGTERM');
      await heir.end;

      expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual(calls);
    },
  );
});
