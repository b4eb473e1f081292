import type { SimSide } from './simulatedVenue';
import { createSortedTicks } from './sortedTicks';

/** An order of one of our accounts that rests in the book. */
export interface RestingOrder {
  readonly orderId: string;
  readonly accountId: string;
  readonly side: SimSide;
  readonly ticks: number;
  lots: number;
}

/** Everything at one price: the market source's size first, then our orders in order of arrival. */
export interface BookLevel {
  readonly ticks: number;
  anonymousLots: number;
  readonly resting: RestingOrder[];
}

export interface BookSide {
  /** Levels from the best price on. */
  levels(): Iterable<BookLevel>;
  best(): BookLevel | undefined;
  level(ticks: number): BookLevel | undefined;
  setAnonymous(ticks: number, lots: number): void;
  addResting(order: RestingOrder): void;
  removeResting(order: RestingOrder): void;
  /** Prices whose anonymous size went. */
  clearAnonymous(): number[];
}

export const levelLots = (level: BookLevel): number =>
  level.resting.reduce((sum, order) => sum + order.lots, level.anonymousLots);

/** One side of a book: levels by price, none of them empty. */
export function createBookSide(side: SimSide): BookSide {
  const byTicks = new Map<number, BookLevel>();
  const prices = createSortedTicks(side);

  function ensure(ticks: number): BookLevel {
    const known = byTicks.get(ticks);
    if (known) return known;
    const level: BookLevel = { ticks, anonymousLots: 0, resting: [] };
    byTicks.set(ticks, level);
    prices.insert(ticks);
    return level;
  }

  function prune(level: BookLevel): void {
    if (level.anonymousLots > 0 || level.resting.length > 0) return;
    byTicks.delete(level.ticks);
    prices.remove(level.ticks);
  }

  function setAnonymous(ticks: number, lots: number): void {
    if (lots === 0 && !byTicks.has(ticks)) return;
    const level = ensure(ticks);
    level.anonymousLots = lots;
    prune(level);
  }

  function* levels(): Iterable<BookLevel> {
    for (const ticks of prices.bestFirst()) {
      const level = byTicks.get(ticks);
      if (level) yield level;
    }
  }

  return {
    levels,
    best: () => byTicks.get(prices.best() ?? Number.NaN),
    level: (ticks) => byTicks.get(ticks),
    setAnonymous,
    addResting: (order) => {
      ensure(order.ticks).resting.push(order);
    },
    removeResting: (order) => {
      const level = byTicks.get(order.ticks);
      const at = level?.resting.indexOf(order) ?? -1;
      if (level === undefined || at < 0) return;
      level.resting.splice(at, 1);
      prune(level);
    },
    clearAnonymous: () => {
      const touched = [...byTicks.values()].filter((level) => level.anonymousLots > 0);
      for (const level of touched) setAnonymous(level.ticks, 0);
      return touched.map((level) => level.ticks);
    },
  };
}
