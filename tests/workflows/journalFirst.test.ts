import { temporalConverter } from '../../runtime/temporalConverter';
import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';
import pino from 'pino';
import type { TradePlan } from '../../domain/tradePlan';
import { createBackgroundTasks } from '../../runtime/backgroundTask';
import { createWorkflowStarts } from '../../storage/workflowStarts';
import { createDurabilityProbe } from '../../workers/durabilityProbe';
import { createJournalFirst } from '../../workers/journalFirst';
import { createTradeStart } from '../../workers/startTrade';
import { createTradesWorker } from '../../workers/tradesWorker';
import { createWorkflowOutbox } from '../../workers/workflowOutbox';
import { DURABILITY_PROBE_ID, type TradeResult } from '../../workflows/messages';
import { openDesk, type TradingDesk } from '../execution/tradingDesk';
import { startTemporalServer, workflowBundle } from './temporalServer';

jest.setTimeout(60_000);

let env: TestWorkflowEnvironment;
let bundle: WorkflowBundle;
let desk: TradingDesk;
/** Trade ids are the same in each database, workflow ids must not be. */
let run = 0;

beforeAll(async () => {
  [env, bundle] = await Promise.all([startTemporalServer(), workflowBundle()]);
});
afterAll(() => env.teardown());
beforeEach(async () => {
  desk = await openDesk();
  run += 1;
});
afterEach(() => desk.close());

const logger = pino({ level: 'silent' });
const where = () => ({
  connection: env.nativeConnection,
  namespace: env.namespace ?? 'default',
  dataConverter: temporalConverter([]),
});
const sent = () => [...desk.buyVenue.sent, ...desk.sellVenue.sent];

function planOfRun(): TradePlan {
  const plan = desk.plan();
  return { ...plan, tradeId: `${plan.tradeId}/${run}` };
}

function resultOf({ tradeId }: TradePlan): Promise<TradeResult> {
  return env.client.workflow.getHandle(tradeId).result();
}

/** A trader: its steps, its worker on a queue, and its way to open trades. The caller runs the worker. */
async function trader(taskQueue: string, owner = 'trader') {
  const steps = desk.process(owner);
  const worker = await createTradesWorker({ ...where(), workflowBundle: bundle, taskQueue, steps });
  const eager: boolean[] = [];
  const started: string[] = [];
  const tasks = createBackgroundTasks(logger);
  const open = createJournalFirst({
    openAhead: (plan, onLeft) => steps.openAhead(plan, onLeft),
    startWorkflow: createTradeStart({ ...where(), taskQueue, onStarted: (eagerly) => eager.push(eagerly) }),
    onStarted: (tradeId) => started.push(tradeId),
    faultPoint: () => Promise.resolve(),
    tasks,
    logger,
  });
  return { worker, open, eager, started, tasks };
}

function outboxOf(taskQueue: string) {
  const startWorkflow = createTradeStart({ ...where(), taskQueue, eager: false, onStarted: () => undefined });
  const starts = createWorkflowStarts(desk.database);
  const overdue = () => starts.overdue({ overdueMs: 0, limit: 10 });
  return createWorkflowOutbox({ starts: { ...starts, overdue }, startWorkflow, logger });
}

describe('a trade opened before its workflow', () => {
  it('is carried on by the workflow that its trader starts, and sent once', async () => {
    const { worker, open, eager, started, tasks } = await trader(`trades-${randomUUID()}`);
    await worker.runUntil(async () => {
      const plan = planOfRun();
      await open(plan);
      await tasks.settled();

      expect(await resultOf(plan)).toMatchObject({ outcome: 'completed' });
      expect(eager).toEqual([true]);
      expect(started).toEqual([plan.tradeId]);
      expect(sent()).toHaveLength(2);
      expect(await desk.ask('select to_state from trade_events order by seq')).toEqual([
        'validating',
        'opening',
        'settling',
        'closed',
      ]);
    });
  });

  it('is started by the outbox and carried on by another trader, while the first still waits for its replies', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    desk.sellVenue.beforeAccept = () => held;
    const taskQueue = `trades-${randomUUID()}`;
    const plan = planOfRun();
    const first = desk.process('first');
    let opened: ReturnType<typeof first.openAhead> | undefined;
    await new Promise<void>((resolve) => {
      opened = first.openAhead(plan, resolve); // and dies before it can start the workflow
    });
    const { worker } = await trader(taskQueue, 'second');
    await worker.runUntil(async () => {
      const sweep = outboxOf(taskQueue);
      expect(await sweep()).toEqual([plan.tradeId]);
      expect(await sweep()).toEqual([]);
      answer();

      expect(await opened).toMatchObject({ situation: { kind: 'matched' } });
      expect(await resultOf(plan)).toMatchObject({ outcome: 'completed' });
      expect(sent()).toHaveLength(2);
      expect(await desk.ask("select owner from trade_steps where step = 'open'")).toEqual(['first']);
    });
  });

  it('counts for the outbox as started where its workflow runs already', async () => {
    const taskQueue = `trades-${randomUUID()}`;
    const plan = planOfRun();
    await desk.process('dead').openAhead(plan, () => undefined);
    const startWorkflow = createTradeStart({
      ...where(),
      taskQueue,
      eager: false,
      onStarted: () => undefined,
    });
    await startWorkflow(plan); // and the acknowledgement was lost

    expect(await outboxOf(taskQueue)()).toEqual([]);
    expect(await desk.ask('select workflow_started_at is not null from trades')).toEqual(['true']);
    const { worker } = await trader(taskQueue);
    await worker.runUntil(async () => {
      expect(await resultOf(plan)).toMatchObject({ outcome: 'completed' });
    });
  });
});

describe('the durability probe', () => {
  const workflowId = `${DURABILITY_PROBE_ID}-${randomUUID()}`;
  const runs = async () => {
    const ids: string[] = [];
    const query = `WorkflowId = "${workflowId}"`;
    for await (const { runId } of env.client.workflow.list({ query })) ids.push(runId);
    return ids;
  };

  it('makes its closed workflow once and has the store say ever after that it was made', async () => {
    const taskQueue = `trades-${randomUUID()}`;
    const probe = createDurabilityProbe({ ...where(), timeoutMs: 5_000, taskQueue, workflowId });
    await probe();
    await probe(); // still running: nobody has taken it
    const { worker } = await trader(taskQueue);
    const handle = env.client.workflow.getHandle(workflowId);
    await worker.runUntil(() => handle.result());
    await probe();
    await probe();

    expect((await handle.describe()).status.name).toBe('COMPLETED');
    expect((await runs()).length).toBeLessThanOrEqual(1); // visibility may lag, but never shows a second one
  });

  it('proves nothing where no answer comes in time', async () => {
    const probe = createDurabilityProbe({ ...where(), timeoutMs: 0, workflowId });
    await expect(probe()).rejects.toThrow();
  });
});
