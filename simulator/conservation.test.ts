import fc from 'fast-check';
import { Exact } from '../domain/money';
import { memoryVenue, newOrder, type MemoryVenue } from '../tests/simulator/memoryVenue';
import { judge } from './judge';
import type { SimTimeInForce } from './simulatedVenue';

/** Random flows over two accounts and a moving book; whatever happens, nothing appears and nothing is lost. */
const price = fc.integer({ min: 990, max: 1_010 }).map((units) => `${units}.0`);
const size = fc.integer({ min: 5, max: 400 }).map((lots) => (lots / 1_000).toFixed(3));
const action = fc.oneof(
  fc.record({
    kind: fc.constant('order' as const),
    accountId: fc.constantFrom('ann', 'bob'),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    timeInForce: fc.constantFrom<SimTimeInForce>('GTC', 'IOC', 'FOK', 'postOnly'),
    price: fc.option(price, { nil: undefined }),
    qty: size,
  }),
  fc.record({ kind: fc.constant('book' as const), bid: price, ask: price, qty: size }),
  fc.record({
    kind: fc.constant('trade' as const),
    ticks: fc.integer({ min: 9_900, max: 10_100 }),
    lots: fc.integer({ min: 1, max: 900 }),
  }),
  fc.record({ kind: fc.constant('cancelAll' as const), accountId: fc.constantFrom('ann', 'bob') }),
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

function play(venue: MemoryVenue, step: Action): void {
  switch (step.kind) {
    case 'order': {
      const type = step.price === undefined ? 'market' : 'limit';
      const { side, timeInForce, qty } = step;
      venue.core.submit(step.accountId, newOrder({ side, timeInForce, qty, type, price: step.price }));
      return;
    }
    case 'book':
      if (Number(step.bid) < Number(step.ask))
        venue.setBook({ bids: [[step.bid, step.qty]], asks: [[step.ask, step.qty]] });
      return;
    case 'trade':
      venue.core.applyUpdate({
        ...{ kind: 'trade', venue: 'binance', symbol: 'BTCUSDT', takerSide: 'sell' },
        ...{ ticks: step.ticks, lots: step.lots },
      });
      return;
    case 'cancelAll':
      venue.core.cancelAll(step.accountId, 'BTCUSDT');
      return;
  }
}

const total = ({ free, locked }: { free: string; locked: string }): Exact => new Exact(free).plus(locked);

function sumOf(venue: MemoryVenue, asset: string): Exact {
  const balances = ['ann', 'bob'].flatMap((accountId) => venue.core.balances(accountId));
  return balances
    .filter((one) => one.asset === asset)
    .reduce((sum, one) => sum.plus(total(one)), new Exact(0));
}

/** What the accounts got from strangers and paid to the venue, from the log alone: trades among ourselves cancel out. */
function fromOutside(venue: MemoryVenue, asset: 'BTC' | 'USDT'): Exact {
  const fills = judge(venue.records).fills;
  const paired = new Set(
    fills.map((fill) => fill.tradeId).filter((id, index, all) => all.indexOf(id) !== index),
  );
  return fills.reduce((sum, fill) => {
    const amount = new Exact(asset === 'BTC' ? fill.qty : fill.quote);
    const gains = (fill.side === 'buy') === (asset === 'BTC');
    const moved = paired.has(fill.tradeId) ? new Exact(0) : gains ? amount : amount.negated();
    return sum.plus(moved).minus(fill.feeAsset === asset ? fill.fee : 0);
  }, new Exact(0));
}

describe('conservation', () => {
  it('holds for every asset after any flow, with no negative balance and no crossed book', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (steps) => {
        const venue = memoryVenue();
        for (const step of steps) play(venue, step);
        expect(sumOf(venue, 'BTC').toFixed()).toBe(fromOutside(venue, 'BTC').plus(4).toFixed());
        expect(sumOf(venue, 'USDT').toFixed()).toBe(fromOutside(venue, 'USDT').plus(200_000).toFixed());
        for (const accountId of ['ann', 'bob'])
          for (const { free, locked } of venue.core.balances(accountId))
            expect([new Exact(free).gte(0), new Exact(locked).gte(0)]).toEqual([true, true]);
        const { bids, asks } = venue.core.snapshot('BTCUSDT', 1);
        expect(Number(bids[0]?.[0] ?? 0)).toBeLessThan(Number(asks[0]?.[0] ?? Infinity));
      }),
      { numRuns: 200 },
    );
  });

  it('locks exactly what the open orders can still cost', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (steps) => {
        const venue = memoryVenue();
        for (const step of steps) play(venue, step);
        for (const accountId of ['ann', 'bob']) {
          const open = venue.core.openOrders(accountId);
          const rest = (order: (typeof open)[number]) => new Exact(order.qty).minus(order.filledQty);
          const buys = open.filter((order) => order.side === 'buy');
          const sells = open.filter((order) => order.side === 'sell');
          const locked = (asset: string) =>
            venue.core.balances(accountId).find((one) => one.asset === asset)?.locked;
          expect(locked('USDT')).toBe(
            buys.reduce((sum, order) => sum.plus(rest(order).times(order.price)), new Exact(0)).toFixed(),
          );
          expect(locked('BTC')).toBe(
            sells.reduce((sum, order) => sum.plus(rest(order)), new Exact(0)).toFixed(),
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is the same venue after a restart from its log', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (steps) => {
        const venue = memoryVenue();
        for (const step of steps) play(venue, step);
        const again = memoryVenue({}, venue.records);
        for (const accountId of ['ann', 'bob']) {
          expect(again.core.balances(accountId)).toEqual(venue.core.balances(accountId));
          expect(again.core.orders(accountId, undefined, 999)).toEqual(
            venue.core.orders(accountId, undefined, 999),
          );
        }
        expect(again.records).toEqual(venue.records);
      }),
      { numRuns: 100 },
    );
  });
});
