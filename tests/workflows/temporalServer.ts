import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, type Worker, type WorkflowBundle } from '@temporalio/worker';
import type { TradeSteps } from '../../domain/lifecycle/steps';
import type { TradePlan } from '../../domain/tradePlan';
import { temporalConverter } from '../../runtime/temporalConverter';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages';
import { bundleWorkflows } from '../../workers/buildWorkflowBundle';
import { createTradeStart } from '../../workers/startTrade';
import { createTradesWorker } from '../../workers/tradesWorker';
import { tradePlan } from '../lifecycle/tradePlans';

/** The `temporal` binary: HOLDFAST_TEMPORAL_BIN, else the first on PATH. */
function temporalBinary(): string {
  const given = process.env['HOLDFAST_TEMPORAL_BIN'];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'temporal'));
  const found = [...(given === undefined ? [] : [given]), ...onPath].find((path) => existsSync(path));
  if (found === undefined)
    throw new Error('no temporal binary: set HOLDFAST_TEMPORAL_BIN or run ./holdfast setup');
  return found;
}

/** A dev server of its own with our search attributes and exact short timers. */
export function startTemporalServer(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalBinary() },
      ip: '127.0.0.1',
      searchAttributes: [...SEARCH_ATTRIBUTES],
      log: { format: 'json', level: 'error' },
      extraArgs: [
        '--dynamic-config-value',
        'history.timerProcessorMaxTimeShift="20ms"',
        '--dynamic-config-value',
        'system.enableActivityEagerExecution=true',
      ],
    },
  });
}

export async function workflowBundle(): Promise<WorkflowBundle> {
  return { code: await bundleWorkflows(require.resolve('../../workflows')) };
}

export interface TradeDesk {
  readonly worker: Worker;
  /** For each start, in order, whether it was eager. */
  readonly eagerStarts: boolean[];
  readonly taskQueue: string;
  /** Starts a trade under an id of its own and returns its plan. */
  start(overrides?: Partial<TradePlan>): Promise<TradePlan>;
}

/** A trades worker on a queue of its own, and the start that shares its connection. The caller runs the worker. */
export async function openDesk(
  env: TestWorkflowEnvironment,
  bundle: WorkflowBundle,
  steps: TradeSteps,
): Promise<TradeDesk> {
  const taskQueue = `trades-${randomUUID()}`;
  const { nativeConnection: connection } = env;
  const namespace = env.namespace ?? 'default';
  const dataConverter = temporalConverter([]);
  const worker = await createTradesWorker({
    connection,
    namespace,
    dataConverter,
    workflowBundle: bundle,
    steps,
    taskQueue,
  });
  const eagerStarts: boolean[] = [];
  const start = createTradeStart({
    connection,
    namespace,
    dataConverter,
    taskQueue,
    onStarted: (eagerly) => eagerStarts.push(eagerly),
  });
  return {
    worker,
    eagerStarts,
    taskQueue,
    async start(overrides) {
      const plan = tradePlan({ tradeId: `spread/test/0/${randomUUID()}`, ...overrides });
      await start(plan);
      return plan;
    },
  };
}
