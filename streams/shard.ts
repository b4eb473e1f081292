import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createTickBook } from '../domain/arrayTickBook';
import type { VenueId } from '../domain/instrument';
import { sameQuoteOnly } from '../domain/quoteConversion';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { CreateMarketFeed, FeedBook, FeedListener, MarketFeed } from '../venues/marketFeed';
import { createBalances } from './balances';
import { createDetector } from './detector';
import { createDiscoveryLog } from './discoveryLog';
import type { FromShard, ShardReport, ShardTask, ToShard } from './shardMessages';
import { createSharedBookWriter } from './sharedBooks';
import { createStreamHealth } from './streamHealth';

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
export function createShard({ task, feedOf, clock, logger, post }: ShardDeps): Shard {
  const markets = task.instruments.map(({ instrument }): FeedBook => ({
    instrument,
    book: createTickBook(BOOK_CAPACITY),
  }));
  const writer = createSharedBookWriter(task.books);
  const health = createStreamHealth(markets.length, task.settings.stalenessMs);
  const balances = createBalances();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const discoveries = createDiscoveryLog({
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
  let badMessages = 0;
  let reporting: NodeJS.Timeout | undefined;

  /** Positions in the feed's list are the feed's own; `places` leads back to the shard's. */
  function listenerOf(places: readonly number[]): FeedListener {
    const shared = (place: number): number => task.instruments[place]?.sharedIndex ?? 0;
    return {
      onBook(index, topChanged, time) {
        const place = places[index];
        const market = place === undefined ? undefined : markets[place];
        if (place === undefined || market === undefined) return;
        health.onMessage(place, time);
        writer.write(shared(place), market.book, time.receivedAtMs);
        if (topChanged) detector.onTop(place, time);
      },
      onTrade: () => undefined,
      onTrust(index, trust) {
        const place = places[index];
        if (place === undefined) return;
        health.onTrust(place, trust);
        if (trust.kind === 'untrusted') writer.distrust(shared(place));
      },
      onBadMessage(reason, sample) {
        // The first of each hundred: a venue gone mad must not fill the disk.
        if (badMessages++ % 100 === 0)
          logger.warn({ event: 'stream.badMessage', reason, sample, badMessages });
      },
      onLatency: () => undefined,
    };
  }

  function feedOfVenue(venue: VenueId): MarketFeed {
    const places = markets.flatMap(({ instrument }, place) => (instrument.venue === venue ? [place] : []));
    const books = markets.filter(({ instrument }) => instrument.venue === venue);
    const endpoints = task.endpoints[venue];
    if (endpoints === undefined) throw new RangeError(`no endpoints of ${venue}`);
    return feedOf(venue)({ endpoints, clock, logger, books, listener: listenerOf(places) });
  }

  function report(): ShardReport {
    const lagMs = delay.percentile(99) / 1e6;
    delay.reset();
    const streams = health.reports().map((stream, place) => ({
      instrumentId: markets[place]?.instrument.id ?? '',
      ...stream,
    }));
    const spreads = [...detector.statistics()].map(([pairKey, s]) => ({
      pairKey,
      count: s.count,
      currentBps: s.currentBps,
      meanBps: s.meanBps,
      sdBps: s.sdBps,
      minBps: s.minBps,
      maxBps: s.maxBps,
      zScore: s.zScore,
    }));
    return { streams, spreads, badMessages, lagMs };
  }

  const feeds = [...new Set(markets.map(({ instrument }) => instrument.venue))].map(feedOfVenue);
  return {
    start() {
      delay.enable();
      for (const feed of feeds) feed.start();
      reporting = setInterval(() => {
        discoveries.flush();
        post({ kind: 'report', report: report() });
      }, REPORT_MS);
    },
    async receive(message) {
      if (message.kind === 'balances') {
        balances.replace(message.balances);
        return;
      }
      clearInterval(reporting);
      delay.disable();
      await Promise.all(feeds.map((feed) => feed.stop()));
      discoveries.flush();
    },
  };
}
