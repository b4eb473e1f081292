import { Exact, asBps, type Bps } from '../domain/money';
import type { CostTerms } from '../domain/opportunity';
import type { QuoteConversion } from '../domain/quoteConversion';
import { createSpreadStatistics, type SpreadStatistics } from '../domain/spreadStatistics';
import type { FeedBook } from '../venues/marketFeed';
import { pairsOf, type Pair } from './pairs';
import type { DetectionSettings } from './settings';

/** One direction of two books, with all that does not move with the market computed once. */
export interface WatchedPair extends Pair {
  readonly buyBook: FeedBook;
  readonly sellBook: FeedBook;
  readonly buyTick: number;
  readonly sellTick: number;
  /** Every cost term but the latency buffer. */
  readonly fixedCostBps: number;
  readonly quoteConversionBps: Bps;
  readonly statistics: SpreadStatistics;
}

/** Pairs whose quotes are the same money; others wait for a live rate, which is not here yet. */
export function watchedPairs(
  markets: readonly FeedBook[],
  conversion: QuoteConversion,
  settings: DetectionSettings,
): WatchedPair[] {
  return pairsOf(markets.map(({ instrument }) => instrument)).flatMap((pair) => {
    const [buyBook, sellBook] = [markets[pair.buy], markets[pair.sell]];
    if (buyBook === undefined || sellBook === undefined) return [];
    const [buy, sell] = [buyBook.instrument, sellBook.instrument];
    const rate = conversion.convert(buy.quote, sell.quote);
    if (rate?.rate !== '1') return [];
    const quoteConversionBps = buy.quote === sell.quote ? rate.costBps : settings.quoteConversionBps;
    const { slippageBufferBps, rebalancingBps, safetyBufferBps } = settings;
    const buffers = [slippageBufferBps, rebalancingBps, safetyBufferBps];
    const fixed = [buy.takerFeeBps, sell.takerFeeBps, quoteConversionBps, ...buffers];
    return [
      {
        ...pair,
        buyBook,
        sellBook,
        buyTick: Number(buy.tickSize),
        sellTick: Number(sell.tickSize),
        fixedCostBps: fixed.reduce((sum, term) => sum + Number(term), 0),
        quoteConversionBps,
        statistics: createSpreadStatistics(),
      },
    ];
  });
}

/** What the sale brings above the purchase at the best prices, in bps; `NaN` where a side is empty. */
export function topSpreadBps({ buyBook, sellBook, buyTick, sellTick }: WatchedPair): number {
  const ask = buyBook.book.priceTicks(1, 0) * buyTick;
  const bid = sellBook.book.priceTicks(0, 0) * sellTick;
  return (bid / ask - 1) * 10_000;
}

/** Every cost term of the pair in decimals; the latency buffer is rounded up to 4 digits. */
export function costTerms(pair: WatchedPair, latencyBps: number, settings: DetectionSettings): CostTerms {
  const buyFee = new Exact(pair.buyBook.instrument.takerFeeBps);
  return {
    takerFeesBps: asBps(buyFee.plus(pair.sellBook.instrument.takerFeeBps)),
    slippageBufferBps: settings.slippageBufferBps,
    latencyBufferBps: asBps((Math.ceil(latencyBps * 10_000) / 10_000).toFixed(4)),
    quoteConversionBps: pair.quoteConversionBps,
    fundingBps: asBps('0'), // nothing is held: spot legs settle at once
    rebalancingBps: settings.rebalancingBps,
    safetyBufferBps: settings.safetyBufferBps,
  };
}
