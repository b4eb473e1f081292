import fc from 'fast-check';
import { createTickBook } from './arrayTickBook';
import type { BookSide, TickBook } from './tickBook';

type Change =
  | { readonly kind: 'level'; readonly side: BookSide; readonly ticks: number; readonly lots: number }
  | { readonly kind: 'top'; readonly bid: number; readonly spread: number; readonly lots: number }
  | { readonly kind: 'clear' };

const ticks = fc.integer({ min: 1, max: 120 });
const changes: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('level' as const),
      side: fc.constantFrom<BookSide[]>(0, 1),
      ticks,
      lots: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('top' as const),
      bid: ticks,
      spread: fc.integer({ min: 1, max: 9 }),
      lots: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
);

describe('createTickBook', () => {
  it('holds what a sorted map holds after any changes', () => {
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 300 }), (list) => {
        const book = createTickBook(256);
        const twin = createTwin();
        for (const change of list) {
          const version = book.topVersion;
          const before = topOf(book);
          apply(book, change);
          twin.apply(change);
          expect(book.topVersion !== version).toBe(topOf(book) !== before);
        }
        expect([levelsOf(book, 0), levelsOf(book, 1)]).toEqual([twin.levels(0), twin.levels(1)]);
      }),
    );
  });

  it('keeps the best levels when a side is full', () => {
    const book = createTickBook(3);
    for (const price of [5, 9, 7, 8, 1, 6]) book.setLevel(0, price, price * 10);
    expect(levelsOf(book, 0)).toEqual([
      [9, 90],
      [8, 80],
      [7, 70],
    ]);
  });

  it('copies its best levels, and says where there are no more', () => {
    const book = createTickBook(5);
    book.setLevel(1, 101, 7);
    book.setLevel(1, 103, 8);
    const best = new Float64Array(6);
    book.copyBest(1, best);
    expect([...best]).toEqual([101, 7, 103, 8, NaN, 0]);
    book.copyBest(0, best.subarray(0, 2));
    expect([...best]).toEqual([NaN, 0, 103, 8, NaN, 0]);
  });

  it('has no price and no size beyond its last level', () => {
    const book = createTickBook(3);
    expect([book.priceTicks(0, 0), book.qtyLots(1, 0)]).toEqual([NaN, 0]);
  });
});

function apply(book: TickBook, change: Change): void {
  switch (change.kind) {
    case 'level': {
      book.setLevel(change.side, change.ticks, change.lots);
      return;
    }
    case 'top': {
      book.setTop(change.bid, change.lots, change.bid + change.spread, change.lots);
      return;
    }
    case 'clear': {
      book.clear();
      return;
    }
  }
}

function createTwin() {
  const sides = [new Map<number, number>(), new Map<number, number>()] as const;
  function setTop(bid: number, ask: number, lots: number): void {
    for (const price of sides[0].keys()) if (price > bid) sides[0].delete(price);
    for (const price of sides[1].keys()) if (price < ask) sides[1].delete(price);
    sides[0].set(bid, lots);
    sides[1].set(ask, lots);
  }
  return {
    apply(change: Change): void {
      if (change.kind === 'clear') for (const side of sides) side.clear();
      else if (change.kind === 'top') setTop(change.bid, change.bid + change.spread, change.lots);
      else if (change.lots === 0) sides[change.side].delete(change.ticks);
      else sides[change.side].set(change.ticks, change.lots);
    },
    levels: (side: BookSide): number[][] =>
      [...sides[side]].sort(([a], [b]) => (side === 0 ? b - a : a - b)).map(([price, lots]) => [price, lots]),
  };
}

function levelsOf(book: TickBook, side: BookSide): number[][] {
  return Array.from({ length: book.depth(side) }, (_, i) => [
    book.priceTicks(side, i),
    book.qtyLots(side, i),
  ]);
}

function topOf(book: TickBook): string {
  return ([0, 1] as const).map((side) => `${book.priceTicks(side, 0)}/${book.qtyLots(side, 0)}`).join(' ');
}
