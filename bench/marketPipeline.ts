import { createTickBook } from '../domain/arrayTickBook';
import type { Instrument } from '../domain/instrument';
import { asAmount, asBps, asPrice, asQty, asUsd } from '../domain/money';
import type { Opportunity } from '../domain/opportunity';
import { sameQuoteOnly } from '../domain/quoteConversion';
import { createBalances } from '../streams/balances';
import { createDetector } from '../streams/detector';
import { createDiscoveryLog } from '../streams/discoveryLog';
import { createMarketListener } from '../streams/marketListener';
import type { DetectionSettings } from '../streams/settings';
import { allocateSharedBooks, createSharedBookWriter } from '../streams/sharedBooks';
import { createStreamHealth } from '../streams/streamHealth';
import { createTradedVolume } from '../streams/tradedVolume';
import { createBinanceFrameHandler } from '../venues/binance/frameHandler';
import { DepthSnapshot } from '../venues/binance/messages';
import type { FeedListener } from '../venues/marketFeed';

/** One message of one of the two markets: 0 = Binance spot, 1 = Binance USD-M. */
export interface MarketFrame {
  readonly market: number;
  readonly kind: 'ticker' | 'depth' | 'trade' | 'snapshot';
  readonly bytes: Buffer;
  readonly receivedAtMs: number;
  readonly receivedAtNs: bigint;
}

/** Something that takes market frames one after the other. */
export interface FrameTaker {
  handle(frame: MarketFrame): void;
}

export interface MarketPipeline extends FrameTaker {
  /** True while no market waits for a snapshot: a pipeline out of sync would be fast for the wrong reason. */
  inSync(): boolean;
  /** Positive and negative decisions so far. */
  readonly decided: { opportunities: number; denials: number };
}

export interface PipelineOptions {
  readonly takerFeesBps: readonly [string, string];
  /** Where they differ from the defaults. */
  readonly settings?: Partial<DetectionSettings>;
  readonly onOpportunity?: (opportunity: Opportunity) => void;
  /** In place of health, shared memory and detection: for floors. */
  readonly listener?: FeedListener;
}

const RULES = ['spot', 'usdm'] as const;
const PLENTY = asAmount('1000000');

/** What a shard does between its sockets and the main thread, in this process: frames → books → shared memory → detection. */
export function createMarketPipeline(options: PipelineOptions): MarketPipeline {
  const markets = benchInstruments(options.takerFeesBps).map((instrument) => ({
    instrument,
    book: createTickBook(8_192),
  }));
  const decided = { opportunities: 0, denials: 0 };
  const health = createStreamHealth(markets.length, SETTINGS);
  const balances = createBalances();
  balances.replace(
    markets.flatMap(({ instrument: { venue } }) =>
      ['BTC', 'USDT'].map((asset) => ({ venue, asset, free: PLENTY })),
    ),
  );
  const detector = createDetector({
    markets,
    settings: { ...SETTINGS, ...options.settings },
    health,
    balances,
    conversion: sameQuoteOnly,
    discoveries: createDiscoveryLog({
      record: (batch) => {
        decided.denials += batch.length;
      },
    }),
    onOpportunity(opportunity) {
      decided.opportunities++;
      options.onOpportunity?.(opportunity);
    },
  });
  const listening = {
    instruments: markets.map(({ instrument }, sharedIndex) => ({ instrument, sharedIndex })),
    markets,
    health,
    volumes: markets.map(() => createTradedVolume()),
    writer: createSharedBookWriter(allocateSharedBooks(markets.length)),
    detector,
    onBadMessage(reason: string, sample: string) {
      throw new Error(`${reason}: ${sample}`);
    },
  };
  const handlers = markets.map((market, place) =>
    createBinanceFrameHandler({
      books: [market],
      listener: options.listener ?? createMarketListener(listening, [place]),
      rule: RULES[place] ?? 'spot',
      onSnapshotNeeded: () => undefined,
    }),
  );
  return {
    decided,
    inSync: () => handlers.every((handler) => !handler.needsSnapshot(0)),
    handle({ market, kind, bytes, receivedAtMs, receivedAtNs }) {
      if (kind === 'snapshot')
        handlers[market]?.snapshot(0, DepthSnapshot.parse(JSON.parse(bytes.toString('latin1'))));
      else handlers[market]?.handle(bytes, receivedAtMs, receivedAtNs);
    },
  };
}

function benchInstruments(takerFeesBps: readonly [string, string]): Instrument[] {
  const steps = [
    { venue: 'binance', tickSize: '0.01', lotSize: '0.00001' },
    { venue: 'binance-usdm', tickSize: '0.1', lotSize: '0.001' },
  ];
  return steps.map(({ venue, tickSize, lotSize }, i) => ({
    id: `${venue}:BTC/USDT`,
    venue,
    kind: 'spot', // a perp is compared as a second spot venue here: labelled so wherever it is shown
    symbol: 'BTC/USDT',
    venueSymbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    underlying: 'BTC',
    tickSize: asPrice(tickSize),
    lotSize: asQty(lotSize),
    minQty: asQty(lotSize),
    minNotional: asUsd('5'),
    contractMultiplier: asQty('1'),
    takerFeeBps: asBps(takerFeesBps[i] ?? '0'),
    makerFeeBps: asBps('0'),
  }));
}

/** As in `config/defaults.yaml`, but for clocks: the recorder's ran 1.3 s behind the venue's. */
const SETTINGS: DetectionSettings = {
  strategy: 'spread',
  minNetBps: asBps('5'),
  shownGrossBps: asBps('10'),
  largeGrossBps: asBps('50'),
  minDepthUsd: asUsd('10000'),
  maxNotionalUsd: asUsd('2000'),
  slippageBufferBps: asBps('0.5'),
  safetyBufferBps: asBps('0.5'),
  rebalancingBps: asBps('0'),
  quoteConversionBps: asBps('0'),
  worstPriceBps: asBps('10'),
  repairStartBps: asBps('25'),
  latencyP99Ms: 50,
  stalenessMs: 500,
  maxClockSkewMs: 5_000,
  opportunityTtlMs: 1_000,
};
