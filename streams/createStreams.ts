import type { Instrument, VenueId } from '../domain/instrument';
import type { MarketView } from '../domain/marketView';
import type { Opportunity } from '../domain/opportunity';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { VenueEndpoints } from '../venues/venueAdapter';
import type { FreeBalance } from './balances';
import type { Discovery } from './discoveryLog';
import type { DetectionSettings } from './settings';
import type { FromShard, PairSpread, ShardReport } from './shardMessages';
import { createShardPool, splitByUnderlying } from './shardPool';
import { spawnShardThread, type SpawnShard } from './shardThread';
import { allocateSharedBooks, createSharedMarketView } from './sharedBooks';

export interface StreamsDeps {
  readonly settings: DetectionSettings;
  readonly instruments: readonly Instrument[];
  readonly endpoints: Readonly<Record<VenueId, VenueEndpoints>>;
  readonly shardCount: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onOpportunity: (opportunity: Opportunity) => void;
  readonly onDiscovery: (discoveries: readonly Discovery[]) => void;
  /** Each shard's report of itself, about once a second. */
  readonly onReport?: (report: ShardReport) => void;
  /** Worker threads unless a test says otherwise. */
  readonly spawn?: SpawnShard;
}

export interface Streams {
  start(): void;
  /** Closes the sockets of all shards; resolves when their threads are gone. */
  stop(): Promise<void>;
  /** Free balances that sizing may spend from now on; until the first call everything is denied for want of inventory. */
  setBalances(balances: readonly FreeBalance[]): void;
  readonly marketView: MarketView;
  health(): readonly ShardReport[];
  statistics(): readonly PairSpread[];
}

/** Feeds, books and detection on worker threads, seen from the main thread. */
export function createStreams(deps: StreamsDeps): Streams {
  const { instruments, settings, endpoints } = deps;
  const books = allocateSharedBooks(instruments.length);
  const split = splitByUnderlying(instruments, deps.shardCount);
  const pool = createShardPool({
    tasks: split.map((part) => ({ instruments: part, endpoints, settings, books })),
    spawn: deps.spawn ?? spawnShardThread,
    clock: deps.clock,
    logger: deps.logger,
    onMessage,
  });

  function onMessage(message: FromShard): void {
    switch (message.kind) {
      case 'opportunity': {
        deps.onOpportunity(message.opportunity);
        return;
      }
      case 'discoveries': {
        deps.onDiscovery(message.discoveries);
        return;
      }
      case 'report':
        deps.onReport?.(message.report); // the pool keeps the latest too
        return;
    }
  }

  return {
    start() {
      pool.start();
    },
    stop: () => pool.stop(),
    setBalances(balances) {
      pool.setBalances(balances);
    },
    marketView: createSharedMarketView({
      buffer: books,
      instruments,
      clock: deps.clock,
      stalenessMs: settings.stalenessMs,
    }),
    health: () => pool.reports(),
    statistics: () => pool.reports().flatMap(({ spreads }) => spreads),
  };
}
