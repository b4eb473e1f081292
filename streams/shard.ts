import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createTickBook } from '../domain/arrayTickBook';
import type { VenueId } from '../domain/instrument';
import { sameQuoteOnly } from '../domain/quoteConversion';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { CreateMarketFeed, FeedBook, FeedListener, MarketFeed } from '../venues/marketFeed';
import { createBalances } from './balances';
import { createDetector } from './detector';
import { createDiscoveryLog, type DiscoveryLog } from './discoveryLog';
import { createMarketListener } from './marketListener';
import type { FromShard, ShardTask, ToShard } from './shardMessages';
import { createResyncWatch, type ResyncWatch } from './resyncWatch';
import { shardReport } from './shardReport';
import { createSharedBookWriter } from './sharedBooks';
import { createStreamHealth } from './streamHealth';
import { createTradedVolume } from './tradedVolume';

/** Deep enough for a venue's snapshot of 5 000 levels and what the market adds. */
const BOOK_CAPACITY = 8_192;
const REPORT_MS = 1_000;

export interface ShardDeps {
  readonly task: ShardTask;
  readonly feedOf: (venue: VenueId) => CreateMarketFeed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly post: (message: FromShard) => void;
}

export interface Shard {
  start(): void;
  receive(message: ToShard): Promise<void>;
}

/** Feeds, books and detection of all instruments of some underlyings, on one thread. */
export function createShard(deps: ShardDeps): Shard {
  const parts = createParts(deps);
  const feeds = createFeeds(deps, parts);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let reporting: NodeJS.Timeout | undefined;

  function report(): void {
    for (const { watch } of feeds) watch.look();
    parts.discoveries.flush();
    const lagMs = delay.percentile(99) / 1e6;
    delay.reset();
    const badMessages = parts.badMessages.count();
    deps.post({
      kind: 'report',
      report: shardReport(parts, { nowMs: deps.clock.nowMs(), badMessages, lagMs }),
    });
  }

  return {
    start() {
      delay.enable();
      for (const { feed } of feeds) feed.start();
      reporting = setInterval(report, REPORT_MS);
    },
    async receive(message) {
      if (message.kind === 'balances') {
        parts.balances.replace(message.balances);
        return;
      }
      clearInterval(reporting);
      delay.disable();
      await Promise.all(feeds.map(({ feed }) => feed.stop()));
      parts.discoveries.flush();
    },
  };
}

/** Everything behind the feeds, wired for this task. */
function createParts({ task, logger, post }: ShardDeps) {
  const markets = task.instruments.map(({ instrument }): FeedBook => ({
    instrument,
    book: createTickBook(BOOK_CAPACITY),
  }));
  const health = createStreamHealth(markets.length, task.settings);
  const balances = createBalances();
  const discoveries: DiscoveryLog = createDiscoveryLog({
    record: (batch) => {
      post({ kind: 'discoveries', discoveries: batch });
    },
  });
  const detector = createDetector({
    markets,
    settings: task.settings,
    health,
    balances,
    conversion: sameQuoteOnly,
    discoveries,
    onOpportunity(opportunity) {
      post({ kind: 'opportunity', opportunity });
    },
  });
  return {
    markets,
    health,
    balances,
    discoveries,
    detector,
    volumes: markets.map(() => createTradedVolume()),
    badMessages: createBadMessageCounter(logger),
  };
}

type Parts = ReturnType<typeof createParts>;

interface WatchedFeed {
  readonly feed: MarketFeed;
  readonly watch: ResyncWatch;
}

/** One feed per venue; positions in a feed's list are its own, `places` leads back to the shard's. */
function createFeeds({ task, feedOf, clock, logger }: ShardDeps, parts: Parts): WatchedFeed[] {
  const { markets, badMessages } = parts;
  const writer = createSharedBookWriter(task.books);
  const { instruments } = task;
  const listening = { ...parts, instruments, writer, onBadMessage: badMessages.add };
  return [...new Set(markets.map(({ instrument }) => instrument.venue))].map((venue) => {
    const places = markets.flatMap(({ instrument }, place) => (instrument.venue === venue ? [place] : []));
    const books = markets.filter(({ instrument }) => instrument.venue === venue);
    const endpoints = task.endpoints[venue];
    if (endpoints === undefined) throw new RangeError(`no endpoints of ${venue}`);
    const heard = createMarketListener(listening, places);
    const watch = createResyncWatch(clock, (index) => {
      feed.resync(index);
    });
    const listener: FeedListener = {
      ...heard,
      onTrust(index, trust) {
        watch.onTrust(index, trust);
        heard.onTrust(index, trust);
      },
    };
    const feed = feedOf(venue)({ endpoints, clock, logger, books, listener });
    return { feed, watch };
  });
}

/** Counts skipped messages and logs the first of each hundred: a venue gone mad must not fill the disk. */
function createBadMessageCounter(logger: Logger) {
  let badMessages = 0;
  return {
    count: () => badMessages,
    add: (reason: string, sample: string): void => {
      if (badMessages++ % 100 === 0) logger.warn({ event: 'stream.badMessage', reason, sample, badMessages });
    },
  };
}
