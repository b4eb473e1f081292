import { Worker } from 'node:worker_threads';
import type { FromShard, ShardTask, ToShard } from './shardMessages';

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

/** Starts the compiled entry beside this file. */
export const spawnShardThread: SpawnShard = (task, events) =>
  shardThreadOf(new Worker(require.resolve('./shard.main'), { workerData: task }), events);

/** A worker that runs a shard's entry, whoever started it. */
export function shardThreadOf(worker: Worker, events: ShardEvents): ShardThread {
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
}
