import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { asAmount, asBps, asUsd } from '../../domain/money';
import type { Opportunity } from '../../domain/opportunity';
import { systemClock } from '../../runtime/clock';
import { createStreams, type Streams } from '../../streams/createStreams';
import type { DetectionSettings } from '../../streams/settings';
import type { FromShard } from '../../streams/shardMessages';
import { shardThreadOf, type SpawnShard } from '../../streams/shardThread';
import { spotInstrument } from '../venues/feedFakes';
import { silentLogger } from '../venues/silentLogger';
import { startBinance, startBybit, type ScriptedBybit, type ScriptedVenue } from './scriptedVenue';

jest.setTimeout(60_000);

const BINANCE = spotInstrument();
const BYBIT = spotInstrument({ id: 'bybit:BTC/USDT', venue: 'bybit' });
const TICK_MS = 20;

type Seen =
  | { readonly kind: 'snapshot'; readonly venue: string }
  | { readonly kind: 'exit' }
  | { readonly kind: 'message'; readonly message: FromShard };

describe('shards on worker threads', () => {
  let binance: ScriptedVenue;
  let bybit: ScriptedBybit;
  let streams: Streams;
  let events: ReturnType<typeof createTimeline>;
  let workers: Worker[];
  let market: NodeJS.Timeout;

  beforeEach(async () => {
    events = createTimeline();
    workers = [];
    const snapshotOf = (venue: string) => () => {
      events.push({ kind: 'snapshot', venue });
    };
    binance = await startBinance({ bid: '100.00', ask: '100.01' }, snapshotOf('binance'));
    bybit = await startBybit({ bid: '102.00', ask: '102.01' }, snapshotOf('bybit'));
    streams = createStreams({
      settings: SETTINGS,
      instruments: [BINANCE, BYBIT],
      endpoints: { binance: binance.endpoints, bybit: bybit.endpoints },
      shardCount: 2,
      clock: systemClock,
      logger: silentLogger,
      onOpportunity: () => undefined,
      onDiscovery: () => undefined,
      spawn,
    });
    streams.setBalances(
      ['binance', 'bybit'].flatMap((venue) =>
        ['BTC', 'USDT'].map((asset) => ({ venue, asset, free: asAmount('100000') })),
      ),
    );
    streams.start();
    market = setInterval(() => {
      binance.tick();
      bybit.tick();
    }, TICK_MS);
  });

  afterEach(async () => {
    clearInterval(market);
    await streams.stop();
    await Promise.all([binance.close(), bybit.close()]);
  });

  it('fill the books and find the opportunity between them', async () => {
    const opportunity = await events.next(opportunityOf);
    expect(opportunity.pairKey).toBe('binance:BTC/USDT>bybit:BTC/USDT');
    expect(streams.marketView.book(BINANCE.id)).toMatchObject({
      trusted: true,
      asks: [{ price: '100.01' }],
    });
    expect(streams.marketView.book(BYBIT.id)).toMatchObject({ trusted: true, bids: [{ price: '102' }] });
  });

  it('are restarted when they die, and sync every book anew before they detect again', async () => {
    await events.next(opportunityOf);
    const killedAt = events.length();
    await workers[0]?.terminate();
    await events.next((seen) => (seen.kind === 'exit' ? seen : undefined), killedAt);
    const exitAt = events.length();
    expect(streams.marketView.book(BINANCE.id)?.trusted).toBe(false);
    await events.next(opportunityOf, exitAt);
    expect(workers).toHaveLength(2);
    expect(
      events
        .since(exitAt)
        .flatMap((seen) => (seen.kind === 'snapshot' ? [seen.venue] : []))
        .sort(),
    ).toEqual(['binance', 'bybit']);
  });

  it('find nothing while a book has a gap, and go on after a fresh snapshot', async () => {
    await events.next(opportunityOf);
    bybit.gap();
    await events.next(gapReport);
    const gapAt = events.length();
    await events.next(gapReport, gapAt);
    expect(events.since(gapAt).flatMap((seen) => opportunityOf(seen) ?? [])).toEqual([]);
    expect(streams.marketView.book(BYBIT.id)?.trusted).toBe(false);
    bybit.release();
    expect((await events.next(opportunityOf, gapAt)).pairKey).toBe('binance:BTC/USDT>bybit:BTC/USDT');
  });

  it('ask anew for a snapshot that was lost while messages go on', async () => {
    await events.next(opportunityOf);
    bybit.gap();
    await events.next(gapReport);
    const gapAt = events.length();
    bybit.forget();
    expect((await events.next(opportunityOf, gapAt)).pairKey).toBe('binance:BTC/USDT>bybit:BTC/USDT');
  });

  it('find nothing on a venue that fell silent', async () => {
    await events.next(opportunityOf);
    clearInterval(market);
    market = setInterval(() => {
      binance.tick();
    }, TICK_MS);
    await events.next(staleDenial);
    const silentAt = events.length();
    await events.next((seen) => (reportOf(seen) ? seen : undefined), silentAt);
    expect(events.since(silentAt).flatMap((seen) => opportunityOf(seen) ?? [])).toEqual([]);
    for (const { detectedAtMs, legs } of events.since(0).flatMap((seen) => opportunityOf(seen) ?? []))
      for (const { bookReceivedAtMs } of legs)
        expect(detectedAtMs - bookReceivedAtMs).toBeLessThanOrEqual(SETTINGS.stalenessMs);
  });

  /** A real worker thread, running the sources: no build is needed. */
  function spawn(...[task, shard]: Parameters<SpawnShard>): ReturnType<SpawnShard> {
    const worker = new Worker(ENTRY, { eval: true, workerData: task, stdout: true });
    workers.push(worker);
    return shardThreadOf(worker, {
      ...shard,
      onMessage(message) {
        shard.onMessage(message);
        events.push({ kind: 'message', message });
      },
      onExit() {
        shard.onExit();
        events.push({ kind: 'exit' });
      },
    });
  }
});

const ENTRY = ['../runTypeScript.cjs', '../../streams/shard.main.ts']
  .map((file) => `require(${JSON.stringify(join(__dirname, file))});`)
  .join('');

function opportunityOf(seen: Seen): Opportunity | undefined {
  return seen.kind === 'message' && seen.message.kind === 'opportunity'
    ? seen.message.opportunity
    : undefined;
}

function reportOf(seen: Seen) {
  return seen.kind === 'message' && seen.message.kind === 'report' ? seen.message.report : undefined;
}

function gapReport(seen: Seen) {
  return reportOf(seen)?.streams.find(({ instrumentId, gaps, trusted }) => {
    return instrumentId === BYBIT.id && gaps > 0 && !trusted;
  });
}

function staleDenial(seen: Seen) {
  if (seen.kind !== 'message' || seen.message.kind !== 'discoveries') return undefined;
  return seen.message.discoveries.find(({ denial }) => denial.figures['reason'] === 'stale');
}

/** Everything that was seen, in order; hands out the first that fits from a position on, past or future. */
function createTimeline() {
  const seen: Seen[] = [];
  let look: () => void = () => undefined;
  return {
    push(event: Seen): void {
      seen.push(event);
      look();
    },
    length: () => seen.length,
    since: (from: number) => seen.slice(from),
    next: <Found>(find: (event: Seen) => Found | undefined, from = 0) =>
      new Promise<Found>((resolve) => {
        let at = from;
        look = () => {
          for (; at < seen.length; at++) {
            const event = seen[at];
            const found = event === undefined ? undefined : find(event);
            if (found === undefined) continue;
            look = () => undefined;
            resolve(found);
            return;
          }
        };
        look();
      }),
  };
}

const SETTINGS: DetectionSettings = {
  strategy: 'spread',
  minNetBps: asBps('5'),
  shownGrossBps: asBps('10'),
  largeGrossBps: asBps('50'),
  minDepthUsd: asUsd('10000'),
  maxNotionalUsd: asUsd('2000'),
  slippageBufferBps: asBps('0'),
  safetyBufferBps: asBps('0'),
  rebalancingBps: asBps('0'),
  quoteConversionBps: asBps('0'),
  worstPriceBps: asBps('10'),
  repairStartBps: asBps('25'),
  latencyP99Ms: 50,
  stalenessMs: 500,
  maxClockSkewMs: 1_000,
  opportunityTtlMs: 1_000,
};
