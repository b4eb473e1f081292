import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Instrument } from '../domain/instrument';
import type { Logger } from '../runtime/logger';
import type { FreeBalance } from './balances';
import type { FromShard, ShardInstrument, ShardReport, ShardTask, ToShard } from './shardMessages';
import { createSharedBookWriter } from './sharedBooks';

const RESTART_MS = 500;
const STOP_PATIENCE_MS = 5_000;

/** A running shard thread, or a test's stand-in. */
export interface ShardThread {
  post(message: ToShard): void;
  terminate(): Promise<unknown>;
}

export interface ShardEvents {
  onMessage(message: FromShard): void;
  onExit(): void;
  onError(error: unknown): void;
}

export type SpawnShard = (task: ShardTask, events: ShardEvents) => ShardThread;

export interface ShardPoolDeps {
  readonly tasks: readonly ShardTask[];
  readonly spawn: SpawnShard;
  readonly logger: Logger;
  readonly onMessage: (message: FromShard) => void;
}

interface Place {
  readonly task: ShardTask;
  thread: ShardThread | undefined;
  report: ShardReport | undefined;
  restart: NodeJS.Timeout | undefined;
  exited: () => void;
}

/** Keeps one thread per task alive: running → exited (its books distrusted at once) → running; stopped for good by `stop`. */
export function createShardPool({ tasks, spawn, logger, onMessage }: ShardPoolDeps) {
  const places = tasks.map((task): Place => ({
    task,
    thread: undefined,
    report: undefined,
    restart: undefined,
    exited: () => undefined,
  }));
  let balances: readonly FreeBalance[] = [];
  let stopping = false;

  function run(place: Place): void {
    place.thread = spawn(place.task, {
      onMessage(message) {
        if (message.kind === 'report') place.report = message.report;
        onMessage(message);
      },
      onError(error) {
        logger.error({ event: 'shard.failed', err: error });
      },
      onExit() {
        exited(place);
      },
    });
    place.thread.post({ kind: 'balances', balances });
  }

  function exited(place: Place): void {
    const writer = createSharedBookWriter(place.task.books);
    for (const { sharedIndex } of place.task.instruments) writer.recover(sharedIndex);
    place.thread = undefined;
    place.report = undefined;
    place.exited();
    if (stopping) return;
    logger.warn({ event: 'shard.restart', delayMs: RESTART_MS });
    place.restart = setTimeout(() => {
      run(place);
    }, RESTART_MS);
  }

  async function stopOne(place: Place): Promise<void> {
    clearTimeout(place.restart);
    const { thread } = place;
    if (thread === undefined) return;
    await new Promise<void>((resolve) => {
      const patience = setTimeout(() => void thread.terminate(), STOP_PATIENCE_MS);
      place.exited = () => {
        clearTimeout(patience);
        resolve();
      };
      thread.post({ kind: 'stop' });
    });
  }

  return {
    start() {
      for (const place of places) run(place);
    },
    setBalances(next: readonly FreeBalance[]) {
      balances = next;
      for (const { thread } of places) thread?.post({ kind: 'balances', balances });
    },
    /** Last report of each living shard. */
    reports: (): ShardReport[] => places.flatMap(({ report }) => (report === undefined ? [] : [report])),
    async stop() {
      stopping = true;
      await Promise.all(places.map(stopOne));
    },
  };
}

/** Instruments split over at most `shardCount` shards; one underlying is never divided. */
export function splitByUnderlying(
  instruments: readonly Instrument[],
  shardCount: number,
): ShardInstrument[][] {
  const underlyings = [...new Set(instruments.map(({ underlying }) => underlying))];
  const shards = Array.from(
    { length: Math.min(shardCount, underlyings.length) },
    (): ShardInstrument[] => [],
  );
  instruments.forEach((instrument, sharedIndex) => {
    shards[underlyings.indexOf(instrument.underlying) % shards.length]?.push({ instrument, sharedIndex });
  });
  return shards;
}

/** Starts the compiled entry beside this file. */
export const spawnShardThread: SpawnShard = (task, events) => {
  const worker = new Worker(join(__dirname, 'shard.main.js'), { workerData: task });
  worker.on('message', (message: FromShard) => {
    events.onMessage(message);
  });
  worker.on('error', (error) => {
    events.onError(error);
  });
  worker.on('exit', () => {
    events.onExit();
  });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    terminate: () => worker.terminate(),
  };
};
