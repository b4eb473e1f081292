import type { BookSide } from '../domain/tickBook';
import type { FeedBook } from '../venues/marketFeed';
import { WALKED_LEVELS } from './tickLevels';
import type { WatchedPair } from './watchedPair';

/** A float's doubt about a price on the edge goes to the decimals. */
const SLACK = 1e-9;

/**
 * Quote value, on the thinner side, of the levels that the other side's best price still pays for after `costBps`; counting stops at
 * `enough`. Limits never reach further, so this is an upper bound of the depth that the decimal gate will find.
 */
export function profitableDepth(pair: WatchedPair, costBps: number, enough: number): number {
  const factor = (1 + costBps / 10_000) * (1 - SLACK);
  const bestAsk = pair.buyBook.book.priceTicks(1, 0) * pair.buyTick;
  const bestBid = pair.sellBook.book.priceTicks(0, 0) * pair.sellTick;
  const asks = valueUpTo(pair.buyBook, { side: 1, limit: bestBid / factor, enough });
  return Math.min(asks, valueUpTo(pair.sellBook, { side: 0, limit: bestAsk * factor, enough }));
}

function valueUpTo(
  { book, instrument }: FeedBook,
  { side, limit, enough }: { side: BookSide; limit: number; enough: number },
): number {
  const tick = Number(instrument.tickSize);
  const lot = Number(instrument.lotSize);
  const levels = Math.min(book.depth(side), WALKED_LEVELS);
  let value = 0;
  for (let i = 0; i < levels && value < enough; i++) {
    const price = book.priceTicks(side, i) * tick;
    if (side === 1 ? price > limit : price < limit) break;
    value += price * book.qtyLots(side, i) * lot;
  }
  return value;
}
