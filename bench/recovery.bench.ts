import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { chooseGuardPorts } from '../cli/guardPorts';
import { builtRoot, tradingProcesses } from '../cli/ownProcesses';
import { tradingVariables } from '../cli/demo/tradingVariables';
import { createProcessRecords } from '../runtime/processRecord';
import type { ProcessSpec } from '../runtime/processSpec';
import { printReport, type BenchOptions } from './printReport';
import { percentiles, report, type BenchReport, type Percentiles } from './report';
import { openBenchStack, type BenchStack } from './stack/benchStack';
import { openKillPoints, type Announced, type KillPoints } from './stack/killPoint';
import { startMarket, type BenchMarket } from './stack/market';
import { QUICK_TRADING } from './stack/quickTrading';
import { planVenues } from './stack/venues';

/** Where the trader dies: before and after its orders leave, around the commit of their result, and before the trade is booked. */
const KILLED_AT = ['send.before', 'send.after', 'finish.before', 'finish.after', 'close.before'] as const;
/** Of each place. */
const ROUNDS = 3;
/** An end of a step: its result is stored. */
const PROGRESS = new Set(['finish.after', 'close.after']);
const OFFER_EVERY_MS = 200;
const PATIENCE_MS = 60_000;
const FLOOR_WORKER = 'floor-worker';
const FLOOR_QUEUE = `floor-${randomUUID()}`;

interface Bench {
  readonly stack: BenchStack;
  readonly market: BenchMarket;
  readonly points: KillPoints;
  readonly client: Client;
}

/** `kill -9` of the trader within a trade → that trade's next step is finished, beside the same kill of an empty local activity's worker. */
export async function run(options: BenchOptions = {}): Promise<BenchReport<Percentiles>> {
  const stack = await openBenchStack(say);
  const points = await openKillPoints();
  try {
    const bench = await startBench(stack, points);
    const { tradesMs, floorsMs } = await measure(bench).finally(() => bench.market.close());
    const [result, floor] = [percentiles(tradesMs), percentiles(floorsMs)];
    const measured = report({ name: 'recovery', result, floor, ratio: result.p50 / floor.p50 });
    say(
      `n ${tradesMs.length} kills of the trader by turns with ${floorsMs.length} of an empty worker; boot included`,
    );
    printReport(measured, [], options);
    return measured;
  } finally {
    await stack.close();
    await points.close();
  }
}

async function startBench(stack: BenchStack, points: KillPoints): Promise<Bench> {
  const { folder, services, session } = stack;
  const venues = await planVenues(folder, { name: 'simulator' });
  await services.run([venues.spec]);
  const market = await startMarket(venues.adminUrl);
  const variables = tradingVariables({ minNetBps: undefined, market: 'synthetic' }, venues.access);
  const trading = tradingProcesses({
    folder,
    addresses: services.addresses,
    heartbeats: session.heartbeats,
    env: { ...variables, ...QUICK_TRADING, HOLDFAST_FAULT_SOCKET: points.socketPath },
    dependsOn: services.serviceNames,
    guardPorts: await chooseGuardPorts(folder),
  });
  await services.run([...trading, floorWorker(stack, points.socketPath)]);
  return { stack, market, points, client: await session.temporal() };
}

/** Under the same supervisor as the trader, so that both are restarted alike. */
function floorWorker({ services }: BenchStack, socketPath: string): ProcessSpec {
  return {
    name: FLOOR_WORKER,
    command: process.execPath,
    args: [builtRoot('bench/floors/emptyWorker.main.js')],
    env: {
      TEMPORAL_ADDRESS: services.addresses.temporalAddress,
      TEMPORAL_NAMESPACE: services.addresses.temporalNamespace,
      FLOOR_TASK_QUEUE: FLOOR_QUEUE,
      HOLDFAST_FAULT_SOCKET: socketPath,
    },
    dependsOn: services.serviceNames,
    readyWithinMs: 30_000,
    isReady: () => Promise.resolve(true),
  };
}

async function measure(bench: Bench): Promise<{ tradesMs: number[]; floorsMs: number[] }> {
  const [tradesMs, floorsMs]: [number[], number[]] = [[], []];
  await within(offeringUntil(bench, 'close.after'), 'the first trade'); // limits, capital and books are known now
  for (let round = 0; round < ROUNDS; round++)
    for (const point of KILLED_AT) {
      const tradeMs = await within(killInTrade(bench, point), `a trade killed at ${point}`);
      const floorMs = await within(killInEmptyWorkflow(bench), 'an empty workflow');
      say(
        `killed at ${point.padEnd(12)} next step after ${tradeMs.toFixed(0)} ms; empty ${floorMs.toFixed(0)} ms`,
      );
      tradesMs.push(tradeMs);
      floorsMs.push(floorMs);
    }
  return { tradesMs, floorsMs };
}

/** Kills the trader at the place, and waits for that trade's next stored result. */
async function killInTrade(bench: Bench, point: string): Promise<number> {
  const killed = await offeringUntil(bench, point, () => {
    killProcess(bench.stack, 'trader');
  });
  const next = await bench.points.next(({ point: reached, id }) => id === killed.id && PROGRESS.has(reached));
  return next.atMs - killed.atMs;
}

/** Offers opportunities until a trade reaches the place, and does what is to be done there. */
async function offeringUntil(
  { market, points }: Bench,
  wanted: string,
  then?: () => void,
): Promise<Announced> {
  const offering = setInterval(() => {
    void market.offer().catch(() => undefined); // the next one is near
  }, OFFER_EVERY_MS);
  try {
    return await points.next(({ point }) => point === wanted, then);
  } finally {
    clearInterval(offering);
  }
}

async function killInEmptyWorkflow({ stack, points, client }: Bench): Promise<number> {
  const workflowId = `${FLOOR_QUEUE}/${randomUUID()}`;
  const isAt = (wanted: string) => (announced: { point: string; id: string }) =>
    announced.point === wanted && announced.id === workflowId;
  const reached = points.next(isAt('touch.before'), () => {
    killProcess(stack, FLOOR_WORKER);
  });
  await client.workflow.start('emptyTrade', {
    taskQueue: FLOOR_QUEUE,
    workflowId,
    workflowTaskTimeout: '3s', // as a trade's
    args: [],
  });
  const killed = await reached;
  const ended = await points.next(isAt('touch.after'));
  return ended.atMs - killed.atMs;
}

/** The process as the supervisor's record names it: ours, and that very one. */
function killProcess({ folder }: BenchStack, name: string): void {
  const running = createProcessRecords(folder).survivor(name);
  if (running === undefined) throw new Error(`${name} does not run`);
  process.kill(running.pid, 'SIGKILL');
}

function within<Result>(work: Promise<Result>, what: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`${what} does not proceed within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
    void work.then(resolve, reject).finally(() => {
      clearTimeout(late);
    });
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
