import { Exact, asPrice, type Price, type Qty } from './money';
import type { Level } from './marketView';

export interface WalkedBook {
  /** Average price for the whole size. */
  readonly vwap: Price;
  /** Price of the last level touched. */
  readonly lastPrice: Price;
}

/** Walks the levels (best first) for `qty` base units; `undefined` where they do not hold that much. */
export function walkBook(levels: readonly Level[], qty: Qty): WalkedBook | undefined {
  let rest = new Exact(qty);
  let quote = new Exact(0);
  for (const level of levels) {
    const take = Exact.min(rest, level.qty);
    quote = quote.plus(take.times(level.price));
    rest = rest.minus(take);
    if (rest.isZero()) return { vwap: asPrice(quote.div(qty)), lastPrice: level.price };
  }
  return undefined;
}
