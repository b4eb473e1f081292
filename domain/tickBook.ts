/** 0 = bids (best = highest price), 1 = asks (best = lowest price). */
export type BookSide = 0 | 1;

/** An order book in integer ticks and lots, in typed arrays: no object per level, no allocation per update. */
export interface TickBook {
  /** Counts changes of best bid or ask, price or size. */
  readonly topVersion: number;
  /** Number of levels of a side. */
  depth(side: BookSide): number;
  /** Price of level `i` (0 = best) in ticks, `NaN` where there is none. */
  priceTicks(side: BookSide, i: number): number;
  /** Size of level `i` (0 = best) in lots, 0 where there is none. */
  qtyLots(side: BookSide, i: number): number;
  /** Fills `target` with the best levels, price and size by turns; `NaN` and 0 where there is no level. */
  copyBest(side: BookSide, target: Float64Array): void;
  clear(): void;
  /** Sets the size of one level; 0 lots deletes it. */
  setLevel(side: BookSide, priceTicks: number, qtyLots: number): void;
  /** Takes a best bid and ask that is newer than the levels: drops levels beyond it and sets the best ones. */
  setTop(bidTicks: number, bidLots: number, askTicks: number, askLots: number): void;
}
