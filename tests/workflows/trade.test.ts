import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';
import type { TradeSteps } from '../../domain/lifecycle/steps';
import type { TradePlan } from '../../domain/tradePlan';
import {
  emergencyShutdownSignal,
  killSignal,
  pauseSignal,
  resumeSignal,
  viewQuery,
  type TradeResult,
} from '../../workflows/messages';
import { scriptedSteps, type Call, type Script } from '../lifecycle/scriptedSteps';
import { collected, denied, found, MATCHED, orphan } from '../lifecycle/stepResults';
import { awayAtFirst, createGate, finalOnceUnwound, openingAfter } from '../lifecycle/troubledSteps';
import { openDesk, startTemporalServer, workflowBundle, type TradeDesk } from './temporalServer';

jest.setTimeout(60_000);

let env: TestWorkflowEnvironment;
let bundle: WorkflowBundle;

beforeAll(async () => {
  [env, bundle] = await Promise.all([startTemporalServer(), workflowBundle()]);
});
afterAll(async () => {
  await env.teardown();
});

/** Runs `act` while a worker on these steps is up. */
async function withDesk<Result>(
  steps: TradeSteps,
  act: (desk: TradeDesk) => Promise<Result>,
): Promise<Result> {
  const desk = await openDesk(env, bundle, steps);
  return desk.worker.runUntil(() => act(desk));
}

function scripted(script: Script): { steps: TradeSteps; calls: Call[] } {
  return scriptedSteps(script, { paused: false, kill: undefined, shutdown: undefined });
}

const resultOf = (plan: TradePlan): Promise<TradeResult> =>
  env.client.workflow.getHandle(plan.tradeId).result();

describe('a trade on Temporal', () => {
  it('starts eagerly and closes within one workflow task', async () => {
    const { steps } = scripted({});
    await withDesk(steps, async (desk) => {
      const plans = [];
      for (let n = 0; n < 20; n++) {
        const plan = await desk.start();
        await resultOf(plan);
        plans.push(plan);
      }
      expect(desk.eagerStarts.filter(Boolean)).toHaveLength(20);

      const [first] = plans;
      const history = await env.client.workflow.getHandle(first?.tradeId ?? '').fetchHistory();
      const types = history.events?.map((event) => Number(event.eventType)) ?? [];
      expect(types.filter((type) => type === EVENT.workflowTaskCompleted)).toHaveLength(1);
      expect(types.filter((type) => type === EVENT.upsertSearchAttributes)).toHaveLength(1);
    });
  });

  it('shows outcome, state and PnL as search attributes and a panel', async () => {
    await withDesk(scripted({}).steps, async (desk) => {
      const plan = await desk.start();

      expect(await resultOf(plan)).toMatchObject({ outcome: 'completed', figures: { pnlUsd: '0.65' } });
      const handle = env.client.workflow.getHandle(plan.tradeId);
      const { typedSearchAttributes } = await handle.describe();
      const shown = Object.fromEntries(
        typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
      );
      expect(shown).toMatchObject({
        Strategy: 'spread',
        Symbol: 'BTC/USDT',
        Venues: ['binance', 'bybit'],
        TradeState: 'closed',
        Outcome: 'completed',
        Mode: 'simulator',
        NotionalUsd: 1000,
        PnlUsd: 0.65,
      });
      const view = await handle.query(viewQuery);
      expect(view.transitions.map(({ to }) => to)).toEqual(['validating', 'opening', 'settling', 'closed']);
    });
  });

  it('starts one workflow for one plan', async () => {
    await withDesk(scripted({}).steps, async (desk) => {
      const plan = await desk.start();
      await desk.start({ tradeId: plan.tradeId });
      await resultOf(plan);

      expect(desk.eagerStarts).toHaveLength(1);
    });
  });

  it('ends as denied with the reason', async () => {
    await withDesk(scripted({ openLegs: [denied('LIMITS_STALE')] }).steps, async (desk) => {
      expect(await resultOf(await desk.start())).toMatchObject({
        outcome: 'denied',
        denial: { code: 'LIMITS_STALE' },
      });
    });
  });
});

describe('signals', () => {
  const signals = [
    { name: 'a kill', send: killSignal, argument: { reason: 'operator' } },
    { name: 'a kill by hand without an argument', send: killSignal, argument: undefined },
    {
      name: 'a shutdown that flattens',
      send: emergencyShutdownSignal,
      argument: { reason: 'drill', flatten: true },
    },
  ];
  const stuckInSettling: Script = {
    openLegs: [found(MATCHED, { watched: ['hf-2'] })],
    collectFills: [collected(MATCHED, ['hf-2'])],
  };
  /** The trade waits in this state until the signal comes. */
  const waiting: { state: string; script: Script; overrides: Partial<TradePlan> }[] = [
    {
      state: 'hedging',
      script: { openLegs: [found(orphan(250))], removeOrphan: [found(orphan())] },
      overrides: {},
    },
    { state: 'holding', script: {}, overrides: { hold: { untilMs: Date.now() + 3_600_000 } } },
    { state: 'settling', script: stuckInSettling, overrides: {} },
  ];
  const cases = waiting.flatMap((stage) => signals.map((signal) => ({ ...stage, ...signal })));

  it.each(cases)('$name unwinds a trade in $state', async ({ state, script, overrides, send, argument }) => {
    const live = scripted(script);
    const untilKilled = finalOnceUnwound(live.steps);
    await withDesk(untilKilled, async (desk) => {
      const plan = await desk.start(overrides);
      const handle = env.client.workflow.getHandle(plan.tradeId);
      const before = await handle.query(viewQuery);
      await handle.signal(send, argument);

      expect(before.state).toBe(state);
      expect(await resultOf(plan)).toMatchObject({ outcome: 'unwound' });
    });
  });

  // the task that ran the opening can't complete past the signal: it runs again, with the signal first
  it('a kill during the opening step unwinds what the opening has done', async () => {
    const signalled = createGate();
    await withDesk(
      openingAfter(scripted({ refuseOpening: [found(MATCHED)] }).steps, signalled.opened),
      async (desk) => {
        const plan = await desk.start();
        await env.client.workflow.getHandle(plan.tradeId).signal(killSignal, { reason: 'operator' });
        signalled.open();

        expect(await resultOf(plan)).toMatchObject({ outcome: 'unwound' });
      },
    );
  });

  it('takes a cancelled workflow for a kill', async () => {
    await withDesk(scripted({}).steps, async (desk) => {
      const plan = await desk.start({ hold: { untilMs: Date.now() + 3_600_000 } });
      await env.client.workflow.getHandle(plan.tradeId).cancel();

      expect(await resultOf(plan)).toMatchObject({ outcome: 'unwound' });
    });
  });

  it('pauses and resumes without ending a trade that holds', async () => {
    await withDesk(scripted({}).steps, async (desk) => {
      const plan = await desk.start({ hold: { untilMs: Date.now() + 3_600_000 } });
      const handle = env.client.workflow.getHandle(plan.tradeId);
      await handle.signal(pauseSignal, { reason: 'look' });
      const paused = await handle.query(viewQuery);
      await handle.signal(resumeSignal);
      const resumed = await handle.query(viewQuery);
      await handle.signal(killSignal);

      expect(paused).toMatchObject({ state: 'holding', controls: { paused: true } });
      expect(resumed).toMatchObject({ state: 'holding', controls: { paused: false } });
      expect(await resultOf(plan)).toMatchObject({ outcome: 'unwound' });
    });
  });
});

describe('a database that is away', () => {
  it('delays each step, and the trade finishes with the same attempts', async () => {
    const live = scripted({ openLegs: [found(orphan(250))] });
    const steps = awayAtFirst(live.steps, 3);
    await withDesk(steps, async (desk) => {
      expect(await resultOf(await desk.start())).toMatchObject({ outcome: 'completed' });
    });

    expect(live.calls.map(({ step, attempt }) => `${step} ${attempt}`)).toEqual([
      'openLegs 1',
      'removeOrphan 1',
      'bookResult 1',
    ]);
  });
});

const EVENT = { workflowTaskCompleted: 7, upsertSearchAttributes: 40 };
