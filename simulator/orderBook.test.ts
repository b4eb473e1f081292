import fc from 'fast-check';
import type { Taker } from './matching';
import { createOrderBook, type IntegerLevel } from './orderBook';
import type { SimSide, SimTimeInForce } from './simulatedVenue';

const taker = (fields: Partial<Omit<Taker, 'size'>> & { lots: number }): Taker => {
  const { lots, ...rest } = fields;
  return {
    accountId: 'taker',
    side: 'buy',
    timeInForce: 'IOC',
    limitTicks: undefined,
    maxTakeLots: undefined,
    ...rest,
    size: { kind: 'lots', lots },
  };
};

/** The twin: one flat list of offers, sorted once, walked by hand. */
interface TwinOffer {
  readonly id: string;
  readonly owner: string;
  readonly ticks: number;
  readonly lots: number;
  readonly arrival: number;
}

function twinMatches(offers: readonly TwinOffer[], order: Taker & { lots: number }): string[] {
  const sign = order.side === 'buy' ? 1 : -1;
  const sorted = offers.toSorted((a, b) => sign * (a.ticks - b.ticks) || a.arrival - b.arrival);
  const result: string[] = [];
  let left = order.lots;
  for (const offer of sorted) {
    const limit = order.limitTicks;
    const tooDear = limit !== undefined && sign * (offer.ticks - limit) > 0;
    if (left === 0 || tooDear || offer.owner === order.accountId) break;
    const lots = Math.min(left, offer.lots);
    result.push(`${offer.id}@${offer.ticks}x${lots}`);
    left -= lots;
  }
  return order.timeInForce === 'FOK' && left > 0 ? [] : result;
}

const levelsArbitrary = fc.uniqueArray(
  fc.record({ ticks: fc.integer({ min: 95, max: 110 }), lots: fc.integer({ min: 1, max: 9 }) }),
  { selector: (level) => level.ticks, maxLength: 8 },
);
const restingArbitrary = fc.array(
  fc.record({
    ticks: fc.integer({ min: 95, max: 110 }),
    lots: fc.integer({ min: 1, max: 9 }),
    owner: fc.constantFrom('taker', 'other', 'third'),
  }),
  { maxLength: 8 },
);

describe('order book against a brute-force twin', () => {
  it('matches the same offers in the same order for any book and any order', () => {
    fc.assert(
      fc.property(
        levelsArbitrary,
        restingArbitrary,
        fc.record({
          side: fc.constantFrom<SimSide>('buy', 'sell'),
          timeInForce: fc.constantFrom<SimTimeInForce>('GTC', 'IOC', 'FOK'),
          limitTicks: fc.option(fc.integer({ min: 94, max: 111 }), { nil: undefined }),
          lots: fc.integer({ min: 1, max: 40 }),
        }),
        (levels, resting, shape) => {
          const book = createOrderBook();
          const side = shape.side === 'buy' ? 'sell' : 'buy';
          const anonymous = levels.map(({ ticks, lots }): IntegerLevel => [ticks, lots]);
          book.setAnonymous(side === 'sell' ? { bids: [], asks: anonymous } : { bids: anonymous, asks: [] });
          resting.forEach(({ ticks, lots, owner }, index) => {
            book.rest({ orderId: `o${index}`, accountId: owner, side, ticks, lots });
          });
          const offers = [
            ...levels.map((level) => ({ ...level, id: '-', owner: '-', arrival: -1 })),
            ...resting.map((order, index) => ({ ...order, id: `o${index}`, arrival: index })),
          ];
          const order = taker(shape);
          const plan = book.plan(order);
          expect(plan.matches.map((m) => `${m.makerOrderId ?? '-'}@${m.ticks}x${m.lots}`)).toEqual(
            twinMatches(offers, { ...order, lots: shape.lots }),
          );
          const before = book.levels(side, 99).reduce((sum, [, lots]) => sum + lots, 0);
          book.execute(shape.side, plan.matches);
          const after = book.levels(side, 99).reduce((sum, [, lots]) => sum + lots, 0);
          expect(before - after).toBe(plan.filledLots);
        },
      ),
    );
  });
});

describe('order book', () => {
  it('keeps size that was taken away until the source changes that level', () => {
    const book = createOrderBook();
    book.setAnonymous({
      bids: [],
      asks: [
        [100, 5],
        [101, 5],
      ],
    });
    book.execute('buy', book.plan(taker({ lots: 3 })).matches);
    book.setAnonymous({ bids: [], asks: [[101, 9]] });
    expect(book.levels('sell', 9)).toEqual([
      [100, 2],
      [101, 9],
    ]);
    book.setAnonymous({ bids: [], asks: [[100, 5]] });
    expect(book.best('sell')).toEqual([100, 5]);
  });

  it('fills a resting order only by trade size beyond the anonymous size before it', () => {
    const book = createOrderBook();
    book.setAnonymous({ bids: [[100, 5]], asks: [] });
    book.rest({ orderId: 'mine', accountId: 'a', side: 'buy', ticks: 100, lots: 4 });
    expect(book.hitResting({ takerSide: 'sell', ticks: 100, lots: 5 })).toEqual([]);
    expect(book.hitResting({ takerSide: 'sell', ticks: 100, lots: 7 })).toEqual([
      { orderId: 'mine', ticks: 100, lots: 2 },
    ]);
    expect(book.levels('buy', 1)).toEqual([[100, 7]]);
  });

  it('fills a resting order at its own price where anonymous depth comes to stand across it', () => {
    const book = createOrderBook();
    book.rest({ orderId: 'mine', accountId: 'a', side: 'sell', ticks: 105, lots: 4 });
    book.setAnonymous({ bids: [[106, 3]], asks: [] });
    expect(book.crossResting()).toEqual([{ orderId: 'mine', ticks: 105, lots: 3 }]);
    expect(book.levels('sell', 1)).toEqual([[105, 1]]);
    expect(book.levels('buy', 1)).toEqual([]);
  });

  it('lets the rest of a GTC order rest, but not where a planted cap would leave the book crossed', () => {
    const book = createOrderBook();
    book.setAnonymous({ bids: [], asks: [[100, 5]] });
    const gtc = { lots: 8, timeInForce: 'GTC', limitTicks: 100 } as const;
    expect(book.plan(taker(gtc))).toMatchObject({ filledLots: 5, restLots: 3, rest: 'rests' });
    expect(book.plan(taker({ ...gtc, maxTakeLots: 2 }))).toMatchObject({ filledLots: 2, rest: 'expires' });
  });

  it('reports each changed level once, with its size now', () => {
    const book = createOrderBook();
    book.setAnonymous({ bids: [[99, 1]], asks: [[100, 5]] });
    book.setAnonymous({ bids: [[99, 0]], asks: [] });
    expect(book.drainChanges()).toEqual({ bids: [[99, 0]], asks: [[100, 5]] });
    expect(book.drainChanges()).toEqual({ bids: [], asks: [] });
  });
});
