import type { SimSide } from './simulatedVenue';

/** Prices of one side of a book in order, the best one at the end of the array, where changes are cheap. */
export interface SortedTicks {
  /** The price must not be in the list yet. */
  insert(ticks: number): void;
  remove(ticks: number): void;
  best(): number | undefined;
  bestFirst(): Iterable<number>;
}

export function createSortedTicks(side: SimSide): SortedTicks {
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

  function* bestFirst(): Iterable<number> {
    for (let i = sorted.length - 1; i >= 0; i--) {
      const ticks = sorted[i];
      if (ticks !== undefined) yield ticks;
    }
  }

  return {
    insert: (ticks) => {
      sorted.splice(indexOf(ticks), 0, ticks);
    },
    remove: (ticks) => {
      const at = indexOf(ticks);
      if (sorted[at] === ticks) sorted.splice(at, 1);
    },
    best: () => sorted.at(-1),
    bestFirst,
  };
}
