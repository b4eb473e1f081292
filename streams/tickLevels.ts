import type { Level } from '../domain/marketView';
import { Exact, asPrice, asQty, type Price } from '../domain/money';
import type { BookSide } from '../domain/tickBook';
import type { FeedBook } from '../venues/marketFeed';

/** Levels that a depth walk looks at. */
export const WALKED_LEVELS = 20;

/** The best levels of one side in decimals, best first. */
export function levelsOf(market: FeedBook, side: BookSide): Level[] {
  const { book, instrument } = market;
  return Array.from({ length: Math.min(book.depth(side), WALKED_LEVELS) }, (_, i) => ({
    price: priceAt(market, side, i),
    qty: asQty(new Exact(instrument.lotSize).times(book.qtyLots(side, i))),
  }));
}

/** The best price of a side that has levels. */
export function bestPrice(market: FeedBook, side: BookSide): Price {
  return priceAt(market, side, 0);
}

function priceAt({ book, instrument }: FeedBook, side: BookSide, i: number): Price {
  return asPrice(new Exact(instrument.tickSize).times(book.priceTicks(side, i)));
}
