import { createTickBook } from '../domain/arrayTickBook';
import type { Instrument } from '../domain/instrument';
import { asAmount, asBps, asPrice, asQty, asUsd } from '../domain/money';
import type { Opportunity } from '../domain/opportunity';
import { sameQuoteOnly } from '../domain/quoteConversion';
import { createBalances } from './balances';
import { createDetector } from './detector';
import { createDiscoveryLog, type Discovery } from './discoveryLog';
import type { DetectionSettings } from './settings';
import { createStreamHealth } from './streamHealth';

const NOW_MS = 1_000_000;

describe('createDetector', () => {
  it('finds one profitable opportunity in prices 100 and 102', () => {
    const market = twoVenues();
    market.quote(0, 100);
    market.quote(1, 102);
    expect(market.opportunities).toHaveLength(1);
    expect(market.opportunities[0]).toMatchObject({
      pairKey: 'a:BTC/USDT>b:BTC/USDT',
      priority: 'high',
      edge: { grossBps: '199.0000', netBps: '179' },
    });
  });

  it('limits both legs so that even the worst prices pay all costs', () => {
    const market = twoVenues();
    market.quote(0, 100);
    market.quote(1, 102);
    const [buy, sell] = market.opportunities[0]?.legs ?? [];
    expect(Number(sell?.worstPrice) / Number(buy?.worstPrice)).toBeGreaterThanOrEqual(1.002);
  });

  it('reports a standing opportunity again under the same id', () => {
    const market = twoVenues();
    market.quote(0, 100);
    market.quote(1, 102);
    market.quote(1, 103);
    expect(new Set(market.opportunities.map(({ id }) => id)).size).toBe(1);
  });

  it('denies with the largest cost term when costs eat the edge', () => {
    const market = twoVenues();
    market.quote(0, 100);
    market.quote(1, 100.13);
    expect(market.opportunities).toEqual([]);
    expect(market.denials()[0]).toMatchObject({
      code: 'EDGE_BELOW_MINIMUM',
      figures: { stoppedBy: 'takerFeesBps', takerFeesBps: '20' },
    });
  });

  it.each([
    ['a gap', { kind: 'untrusted', reason: 'gap' }],
    ['a disconnect', { kind: 'untrusted', reason: 'disconnected' }],
  ] as const)('stays silent after %s until the stream is synced again', (_, trust) => {
    const market = twoVenues();
    market.quote(0, 100);
    market.health.onTrust(0, trust);
    market.quote(1, 102);
    expect(market.opportunities).toEqual([]);
    expect(market.denials()[0]?.code).toBe('STREAM_UNHEALTHY');
    market.health.onTrust(0, { kind: 'synced' });
    market.quote(1, 102.01);
    expect(market.opportunities).toHaveLength(1);
  });

  it('denies when one book is older than the staleness limit', () => {
    const market = twoVenues();
    market.quote(0, 100, NOW_MS);
    market.quote(1, 102, NOW_MS + 501);
    expect(market.opportunities).toEqual([]);
    expect(market.denials()[0]).toMatchObject({ figures: { reason: 'stale' } });
  });

  it('posts a standing opportunity once per period, however often it ticks', () => {
    const market = twoVenues();
    market.quote(0, 100, NOW_MS);
    for (let ms = 0; ms < 1_000; ms++) {
      market.health.onMessage(0, { receivedAtMs: NOW_MS + ms, receivedAtNs: 1n, exchangeTimeMs: 0 });
      market.quote(1, 102, NOW_MS + ms);
    }
    expect(market.opportunities.map(({ detectedAtMs }) => detectedAtMs - NOW_MS)).toEqual([0, 250, 500, 750]);
    market.quote(1, 100, NOW_MS + 1_000);
    expect(market.detector.endedEpisodes()).toMatchObject([{ updates: 1_000, lastSeenMs: NOW_MS + 999 }]);
  });

  it('denies where too little lies within the profitable prices', () => {
    const market = twoVenues();
    market.quote(0, 100, NOW_MS, 900_000); // 9 000 USD
    market.quote(1, 102);
    expect(market.opportunities).toEqual([]);
    expect(market.denials()[0]).toMatchObject({
      code: 'DEPTH_BELOW_MINIMUM',
      figures: { profitableDepthUsd: '9000.00', minDepthUsd: '10000' },
    });
  });

  it('denies where a leg could not be reversed for want of any price', () => {
    const market = twoVenues();
    market.quote(0, 100);
    market.books[0]?.setLevel(0, 9_999, 0);
    market.quote(1, 102);
    expect(market.opportunities).toEqual([]);
    expect(market.denials()[0]?.code).toBe('DEPTH_MISSING');
  });

  it('denies while clocks are further apart than the limit', () => {
    const market = twoVenues();
    market.quote(0, 100);
    const time = { receivedAtMs: NOW_MS, receivedAtNs: 1n, exchangeTimeMs: NOW_MS - 1_001 };
    market.health.onMessage(0, time);
    market.quote(1, 102);
    expect(market.opportunities).toEqual([]);
    expect(market.denials()[0]).toMatchObject({ figures: { reason: 'clockSkew' } });
  });

  it('denies for want of inventory on the selling venue', () => {
    const market = twoVenues();
    market.balances.replace([{ venue: 'a', asset: 'USDT', free: asAmount('100000') }]);
    market.quote(0, 100);
    market.quote(1, 102);
    expect(market.opportunities).toEqual([]);
    expect(market.denials()[0]).toMatchObject({
      code: 'INVENTORY_MISSING',
      figures: { text: 'no inventory' },
    });
  });
});

function twoVenues() {
  const markets = ['a', 'b'].map((venue) => ({ instrument: instrumentOf(venue), book: createTickBook(50) }));
  const health = createStreamHealth(2, SETTINGS);
  const balances = createBalances();
  const opportunities: Opportunity[] = [];
  const recorded: Discovery[] = [];
  const discoveries = createDiscoveryLog({ record: (batch) => recorded.push(...batch) });
  balances.replace(
    ['a', 'b'].flatMap((venue) => [
      { venue, asset: 'USDT', free: asAmount('100000') },
      { venue, asset: 'BTC', free: asAmount('1000') },
    ]),
  );
  for (const index of [0, 1]) health.onTrust(index, { kind: 'synced' });
  const detector = createDetector({
    markets,
    settings: SETTINGS,
    health,
    balances,
    conversion: sameQuoteOnly,
    discoveries,
    onOpportunity: (opportunity) => opportunities.push(opportunity),
  });
  return {
    books: markets.map(({ book }) => book),
    detector,
    health,
    balances,
    opportunities,
    denials() {
      discoveries.flush();
      return recorded.map(({ denial }) => denial);
    },
    /** Ask at `price`, bid one tick below. */
    // eslint-disable-next-line max-params -- reads as a table of quotes
    quote(index: number, price: number, atMs = NOW_MS, lots = 5_000_000) {
      const ticks = Math.round(price * 100);
      const time = { receivedAtMs: atMs, receivedAtNs: 1n, exchangeTimeMs: 0 };
      markets[index]?.book.setTop(ticks - 1, lots, ticks, lots);
      health.onMessage(index, time);
      detector.onTop(index, time);
    },
  };
}

const SETTINGS: DetectionSettings = {
  strategy: 'cross-exchange',
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
  latencyP99Ms: 0,
  stalenessMs: 500,
  maxClockSkewMs: 1_000,
  opportunityTtlMs: 1_000,
};

function instrumentOf(venue: string): Instrument {
  return {
    id: `${venue}:BTC/USDT`,
    venue,
    kind: 'spot',
    symbol: 'BTC/USDT',
    venueSymbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    underlying: 'BTC',
    tickSize: asPrice('0.01'),
    lotSize: asQty('0.0001'),
    minQty: asQty('0.0001'),
    minNotional: asUsd('5'),
    contractMultiplier: asQty('1'),
    takerFeeBps: asBps('10'),
    makerFeeBps: asBps('10'),
  };
}
