import type { Level } from '../domain/marketView';
import { Exact, asPrice, asQty } from '../domain/money';
import type { BookSide } from '../domain/tickBook';
import type { FeedBook } from '../venues/marketFeed';

/** Levels that a depth walk looks at. */
const WALKED_LEVELS = 20;

/** The best levels of one side in decimals, best first. */
export function levelsOf({ book, instrument }: FeedBook, side: BookSide): Level[] {
  return Array.from({ length: Math.min(book.depth(side), WALKED_LEVELS) }, (_, i) => ({
    price: asPrice(new Exact(instrument.tickSize).times(book.priceTicks(side, i))),
    qty: asQty(new Exact(instrument.lotSize).times(book.qtyLots(side, i))),
  }));
}
