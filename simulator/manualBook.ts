import { z } from 'zod';
import type { MarketUpdate } from './marketSource';
import { createMarketUnits } from './marketUnits';
import type { SimLevel, SimMarket } from './simulatedVenue';

/** An exact book in decimal text, as a test or the admin endpoint gives it. */
const level = z.tuple([z.string(), z.string()]);
export const manualBookSchema = z.strictObject({
  venue: z.string(),
  symbol: z.string(),
  /** `true`: this is the whole book; else only these levels change, size "0" deletes. */
  reset: z.boolean().default(true),
  bids: z.array(level),
  asks: z.array(level),
});
export type ManualBook = z.input<typeof manualBookSchema>;

/** Thrown where a level is no multiple of the market's steps. */
export class BadLevelError extends Error {
  override readonly name = 'BadLevelError';
  constructor(readonly level: SimLevel) {
    super(`[${level.join(', ')}] does not fit the market's tick and lot size`);
  }
}

/** The update that makes a market look like `book`. @throws BadLevelError */
export function manualUpdate(market: SimMarket, book: ManualBook): MarketUpdate {
  const units = createMarketUnits(market);
  const integers = (levels: ManualBook['bids']) =>
    levels.map(([price, qty]): [number, number] => {
      const ticks = units.parseTicks(price);
      const lots = Number(qty) === 0 ? 0 : units.parseLots(qty);
      if (ticks === undefined || lots === undefined) throw new BadLevelError([price, qty]);
      return [ticks, lots];
    });
  const { venue, symbol, reset = true } = book;
  return { kind: 'depth', venue, symbol, reset, bids: integers(book.bids), asks: integers(book.asks) };
}
