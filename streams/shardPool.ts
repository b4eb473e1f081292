import type { Instrument } from '../domain/instrument';
import type { FreeBalance } from './balances';
import { createShardKeeper, type ShardKeeperDeps } from './shardKeeper';
import type { ShardInstrument, ShardReport, ShardTask } from './shardMessages';

export interface ShardPoolDeps extends Omit<ShardKeeperDeps, 'task'> {
  readonly tasks: readonly ShardTask[];
}

/** All shard threads as one. */
export interface ShardPool {
  start(): void;
  setBalances(balances: readonly FreeBalance[]): void;
  /** Last report of each living shard. */
  reports(): ShardReport[];
  /** Resolves when every thread is gone. */
  stop(): Promise<void>;
}

export function createShardPool({ tasks, ...deps }: ShardPoolDeps): ShardPool {
  const keepers = tasks.map((task) => createShardKeeper({ task, ...deps }));
  return {
    start() {
      for (const keeper of keepers) keeper.start();
    },
    setBalances(balances) {
      for (const keeper of keepers) keeper.setBalances(balances);
    },
    reports: () => keepers.flatMap((keeper) => keeper.report() ?? []),
    async stop() {
      await Promise.all(keepers.map((keeper) => keeper.stop()));
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
