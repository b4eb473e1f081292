import type { SimSide } from './simulatedVenue';

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
  removeResting(orderId: string, ticks: number): boolean;
  /** Forgets the level where nothing is left in it. */
  prune(ticks: number): void;
  clearAnonymous(): number[];
}

export const levelLots = (level: BookLevel): number =>
  level.resting.reduce((sum, order) => sum + order.lots, level.anonymousLots);

/** One side of a book, sorted by price with the best price at the end of the array, where changes are cheap. */
export function createBookSide(side: SimSide): BookSide {
  const byTicks = new Map<number, BookLevel>();
  const sorted: number[] = [];
  const rank = side === 'buy' ? (ticks: number) => ticks : (ticks: number) => -ticks;

  function indexOf(ticks: number): number {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rank(sorted[middle] ?? 0) < rank(ticks)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function ensure(ticks: number): BookLevel {
    const known = byTicks.get(ticks);
    if (known) return known;
    const level: BookLevel = { ticks, anonymousLots: 0, resting: [] };
    byTicks.set(ticks, level);
    sorted.splice(indexOf(ticks), 0, ticks);
    return level;
  }

  function prune(ticks: number): void {
    const level = byTicks.get(ticks);
    if (!level || level.anonymousLots > 0 || level.resting.length > 0) return;
    byTicks.delete(ticks);
    sorted.splice(indexOf(ticks), 1);
  }

  function* levels(): Iterable<BookLevel> {
    for (let i = sorted.length - 1; i >= 0; i--) {
      const level = byTicks.get(sorted[i] ?? 0);
      if (level) yield level;
    }
  }

  return {
    levels,
    best: () => byTicks.get(sorted.at(-1) ?? Number.NaN),
    level: (ticks) => byTicks.get(ticks),
    setAnonymous: (ticks, lots) => {
      if (lots > 0 || byTicks.has(ticks)) ensure(ticks).anonymousLots = lots;
      prune(ticks);
    },
    addResting: (order) => {
      ensure(order.ticks).resting.push(order);
    },
    removeResting: (orderId, ticks) => {
      const resting = byTicks.get(ticks)?.resting ?? [];
      const at = resting.findIndex((order) => order.orderId === orderId);
      if (at < 0) return false;
      resting.splice(at, 1);
      prune(ticks);
      return true;
    },
    prune,
    clearAnonymous: () => {
      const touched = [...byTicks.values()].filter((level) => level.anonymousLots > 0);
      for (const level of touched) {
        level.anonymousLots = 0;
        prune(level.ticks);
      }
      return touched.map((level) => level.ticks);
    },
  };
}
