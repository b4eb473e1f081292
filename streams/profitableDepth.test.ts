import fc from 'fast-check';
import { createTickBook } from '../domain/arrayTickBook';
import { Exact, asAmount, asBps, asPrice, asQty, asUsd } from '../domain/money';
import { sameQuoteOnly } from '../domain/quoteConversion';
import type { Instrument } from '../domain/instrument';
import { createBalances } from './balances';
import { evaluatePair } from './evaluatePair';
import { profitableDepth } from './profitableDepth';
import type { DetectionSettings } from './settings';
import { costTerms, watchedPairs } from './watchedPair';

describe('profitableDepth', () => {
  const level = fc.record({ away: fc.integer({ min: 0, max: 60 }), lots: fc.integer({ min: 1, max: 400 }) });
  const side = fc.array(level, { minLength: 1, maxLength: 25 });

  it('is never below the depth of an opportunity that the decimals accept', () => {
    let accepted = 0;
    fc.assert(
      fc.property(side, side, fc.integer({ min: -5, max: 60 }), (asks, bids, spread) => {
        const pair = pairWith(asks, bids, spread);
        const costs = costTerms(pair, 0, SETTINGS);
        const candidate = {
          pairKey: pair.key,
          buy: pair.buyBook,
          sell: pair.sellBook,
          costs,
          receivedAtMs: { buy: 0, sell: 0 },
        };
        const result = evaluatePair(candidate, SETTINGS, RICH);
        if (result.kind === 'denied') return;
        accepted++;
        const depth = profitableDepth(pair, pair.fixedCostBps, Infinity);
        const shortBy = new Exact(result.opportunity.depthUsd).minus(depth.toFixed(6)).toNumber();
        expect(shortBy).toBeLessThan(0.001);
      }),
      { seed: 17, numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('stops counting at enough', () => {
    const pair = pairWith(
      [
        { away: 0, lots: 400 },
        { away: 1, lots: 400 },
      ],
      [{ away: 0, lots: 800 }],
      60,
    );
    const all = profitableDepth(pair, 4, Infinity);
    const enough = profitableDepth(pair, 4, 1);
    expect(all).toBeGreaterThan(1.9 * enough);
    expect(enough).toBeGreaterThan(1);
  });
});

type Levels = readonly { readonly away: number; readonly lots: number }[];

/** Asks of the buying venue from 100.00 upwards, bids of the selling one from `spread` ticks above it downwards. */
function pairWith(asks: Levels, bids: Levels, spread: number) {
  const markets = ['a', 'b'].map((venue) => ({ instrument: instrumentOf(venue), book: createTickBook(50) }));
  const [pair] = watchedPairs(markets, sameQuoteOnly, SETTINGS);
  if (pair === undefined) throw new Error('two venues of one coin are a pair');
  for (const { away, lots } of asks) pair.buyBook.book.setLevel(1, 10_000 + away, lots);
  for (const { away, lots } of bids) pair.sellBook.book.setLevel(0, 10_000 + spread - away, lots);
  pair.buyBook.book.setLevel(0, 9_990, 100);
  pair.sellBook.book.setLevel(1, 10_100, 100);
  return pair;
}

const RICH = createBalances();
RICH.replace(
  ['a', 'b'].flatMap((venue) =>
    ['BTC', 'USDT'].map((asset) => ({ venue, asset, free: asAmount('1000000') })),
  ),
);

const SETTINGS: DetectionSettings = {
  strategy: 'spread',
  minNetBps: asBps('1'),
  shownGrossBps: asBps('10'),
  largeGrossBps: asBps('50'),
  minDepthUsd: asUsd('100'),
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
    lotSize: asQty('0.01'),
    minQty: asQty('0.01'),
    minNotional: asUsd('5'),
    contractMultiplier: asQty('1'),
    takerFeeBps: asBps('2'),
    makerFeeBps: asBps('2'),
  };
}
