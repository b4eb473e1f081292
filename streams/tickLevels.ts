import type { Level } from '../domain/marketView';
import { Exact, asPrice, asQty, asUsd, type Price, type Usd } from '../domain/money';
import type { BookSide } from '../domain/tickBook';
import type { FeedBook } from '../venues/marketFeed';

/** Levels that a depth walk looks at. */
export const WALKED_LEVELS = 20;

/** The best levels of one side in decimals, best first, until together they are worth `enough` quote units: decimals are dear. */
export function levelsWorth(market: FeedBook, side: BookSide, enough: number): Level[] {
  const { book, instrument } = market;
  const valueOfOne = Number(instrument.tickSize) * Number(instrument.lotSize);
  const count = Math.min(book.depth(side), WALKED_LEVELS);
  const levels: Level[] = [];
  let value = 0;
  for (let i = 0; i < count && value < enough; i++) {
    const qty = asQty(new Exact(instrument.lotSize).times(book.qtyLots(side, i)));
    levels.push({ price: priceAt(market, side, i), qty });
    value += book.priceTicks(side, i) * book.qtyLots(side, i) * valueOfOne;
  }
  return levels;
}

/** Quote value of the walked levels that are no worse than `limit`, exact, rounded down to cents. */
export function valueWithin({ book, instrument }: FeedBook, side: BookSide, limit: Price): Usd {
  const limitTicks = new Exact(limit).div(instrument.tickSize).toNumber();
  const count = Math.min(book.depth(side), WALKED_LEVELS);
  let ticksTimesLots = 0n; // whole numbers whose sum may pass 2^53
  for (let i = 0; i < count; i++) {
    const ticks = book.priceTicks(side, i);
    if (side === 1 ? ticks > limitTicks : ticks < limitTicks) break;
    ticksTimesLots += BigInt(ticks) * BigInt(book.qtyLots(side, i));
  }
  const { tickSize, lotSize } = instrument;
  return asUsd(new Exact(ticksTimesLots.toString()).times(tickSize).times(lotSize).decimalPlaces(2));
}

/** The best price of a side that has levels. */
export function bestPrice(market: FeedBook, side: BookSide): Price {
  return priceAt(market, side, 0);
}

function priceAt({ book, instrument }: FeedBook, side: BookSide, i: number): Price {
  return asPrice(new Exact(instrument.tickSize).times(book.priceTicks(side, i)));
}
