import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';
import type { TradeSteps } from '../../domain/lifecycle/steps';
import { asPrice } from '../../domain/money';
import { temporalConverter } from '../../runtime/temporalConverter';
import { bundleWorkflows } from '../../workers/buildWorkflowBundle';
import { createTradeStart } from '../../workers/startTrade';
import { createTradesWorker } from '../../workers/tradesWorker';
import { killSignal, viewQuery, type TradeResult } from '../../workflows/messages';
import { scriptedSteps, type Script } from '../lifecycle/scriptedSteps';
import { found, MATCHED } from '../lifecycle/stepResults';
import { tradePlan } from '../lifecycle/tradePlans';
import { startTemporalServer } from './temporalServer';

jest.setTimeout(60_000);

const keyNamed = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [FIRST, SECOND, FOREIGN] = [keyNamed('first'), keyNamed('second'), keyNamed('foreign')];
const PRICE = '64123.4567';
const TROUBLE = 'canary-of-a-failure';

let env: TestWorkflowEnvironment;
let bundle: WorkflowBundle;

beforeAll(async () => {
  const code = bundleWorkflows(require.resolve('../../workflows'), { encodesFailures: true });
  [env, bundle] = await Promise.all([startTemporalServer(), code.then((text) => ({ code: text }))]);
});
afterAll(() => env.teardown());

const place = (dataConverter: DataConverter) => ({
  connection: env.nativeConnection,
  namespace: env.namespace ?? 'default',
  dataConverter,
});

/** A trade at a price of its own; its id, and how to look at it with some keys. */
async function startTrade(taskQueue: string, keys: readonly string[], hold?: { untilMs: number }) {
  const base = tradePlan({
    tradeId: `spread/sealed/0/${randomUUID()}`,
    ...(hold === undefined ? {} : { hold }),
  });
  const plan = { ...base, legs: base.legs.map((leg) => ({ ...leg, worstPrice: asPrice(PRICE) })) };
  await createTradeStart({ ...place(temporalConverter(keys)), taskQueue, onStarted: () => undefined })(plan);
  return plan.tradeId;
}

async function withWorker<Result>(
  { taskQueue, keys, steps }: { taskQueue: string; keys: readonly string[]; steps: TradeSteps },
  act: () => Promise<Result>,
): Promise<Result> {
  const target = { ...place(temporalConverter(keys)), workflowBundle: bundle, steps, taskQueue };
  return (await createTradesWorker(target)).runUntil(act);
}

const clientWith = (keys: readonly string[]): Client => {
  const dataConverter = temporalConverter(keys);
  return new Client({ ...place(dataConverter), dataConverter });
};

/** Every text of a history, what is base64 in it read as text too. */
async function plainTextOf(tradeId: string): Promise<string> {
  const json = historyToJSON(await env.client.workflow.getHandle(tradeId).fetchHistory());
  const decoded = [...json.matchAll(/"([A-Za-z0-9+/]{8,}={0,2})"/g)].map(([, text]) =>
    Buffer.from(text ?? '', 'base64').toString('latin1'),
  );
  return [json, ...decoded].join('\n');
}

function scripted(script: Script = {}): TradeSteps {
  return scriptedSteps(script, { paused: false, kill: undefined, shutdown: undefined }).steps;
}

/** An order's fate is open, so that its fills are collected: the first call fails with a message of its own, the next one works. */
function failingOnce(): TradeSteps {
  const steps = scripted({ openLegs: [found(MATCHED, { watched: ['hf-2'] })] });
  let failures = 1;
  return {
    ...steps,
    collectFills: (request) =>
      failures-- > 0 ? Promise.reject(new Error(TROUBLE)) : steps.collectFills(request),
  };
}

describe('a history of encrypted payloads', () => {
  it('holds nothing of the plan, of results, failures and summaries, and its holder reads it all', async () => {
    const taskQueue = `trades-${randomUUID()}`;
    const keys = [FIRST];
    const tradeId = await withWorker({ taskQueue, keys, steps: failingOnce() }, async () => {
      const id = await startTrade(taskQueue, keys);
      expect(await clientWith(keys).workflow.getHandle(id).result()).toMatchObject({ outcome: 'completed' });
      expect(await clientWith(keys).workflow.getHandle(id).query(viewQuery)).toBeDefined();
      return id;
    });

    const text = await plainTextOf(tradeId);
    expect(text).toContain('binary/encrypted');
    expect(text).not.toContain(PRICE);
    expect(text).not.toContain(TROUBLE);
    expect(text).not.toContain('worstPrice');
    expect(text).not.toContain('"epoch"'); // of every step's result; the outcome itself is a search attribute
  });

  it('shows them all without keys, so that the test above can fail', async () => {
    const taskQueue = `trades-${randomUUID()}`;
    const tradeId = await withWorker({ taskQueue, keys: [], steps: failingOnce() }, async () => {
      const id = await startTrade(taskQueue, []);
      await env.client.workflow.getHandle(id).result();
      return id;
    });

    const text = await plainTextOf(tradeId);
    for (const plain of [PRICE, TROUBLE, 'worstPrice', '"epoch"']) expect(text).toContain(plain);
  });

  it('goes on under a new key, also where it was begun without any', async () => {
    const taskQueue = `trades-${randomUUID()}`;
    const hold = { untilMs: Date.now() + 3_600_000 };
    const ids = await withWorker({ taskQueue, keys: [FIRST], steps: scripted() }, async () => {
      const begun = [await startTrade(taskQueue, [FIRST], hold), await startTrade(taskQueue, [], hold)];
      for (const id of begun) await clientWith([FIRST]).workflow.getHandle(id).query(viewQuery);
      return begun;
    });

    const rotated = [SECOND, FIRST];
    await withWorker({ taskQueue, keys: rotated, steps: scripted() }, async () => {
      for (const id of ids) {
        const handle = clientWith(rotated).workflow.getHandle(id);
        await handle.signal(killSignal, { reason: 'end of the test' });
        const result = (await handle.result()) as TradeResult;
        expect(result.outcome).toMatch(/unwound|aborted/);
      }
    });
    expect(await plainTextOf(ids[0] ?? '')).toContain('second');
  });

  it('names the missing key to who holds another one', async () => {
    const taskQueue = `trades-${randomUUID()}`;
    await withWorker({ taskQueue, keys: [FIRST], steps: scripted() }, async () => {
      const id = await startTrade(taskQueue, [FIRST]);
      await clientWith([FIRST]).workflow.getHandle(id).result();
      await expect(clientWith([FOREIGN]).workflow.getHandle(id).result()).rejects.toThrow(
        /key "first" can't be read: add this key to temporal.payloadKeys/,
      );
    });
  });
});
