import fc from 'fast-check';
import type { Instrument } from './instrument';
import type { Level } from './marketView';
import { Exact, asAmount, asBps, asPrice, asQty, asUsd } from './money';
import { bestSize, commonStep } from './sizing';
import { worstPrices } from './worstPrice';

const COST_BPS = 20;
const level = fc.record({ step: fc.integer({ min: 1, max: 40 }), lots: fc.integer({ min: 1, max: 6 }) });

describe('bestSize', () => {
  it('finds the size of greatest profit that trying every size finds', () => {
    fc.assert(
      fc.property(fc.array(level, { maxLength: 6 }), fc.array(level, { maxLength: 6 }), (a, b) => {
        const asks = levels(a, 10_000, 1);
        const bids = levels(b, 10_200, -1);
        const sizing = bestSize(input(asks, bids));
        const found = sizing.kind === 'sized' ? profit(asks, bids, Number(sizing.qty)) : 0;
        const best = Math.max(0, ...Array.from({ length: 36 }, (_, i) => profit(asks, bids, i + 1)));
        expect(found).toBeCloseTo(best, 6);
      }),
    );
  });

  it('says no inventory when the selling venue holds no coin', () => {
    const asks = levels([{ step: 1, lots: 5 }], 10_000, 1);
    const bids = levels([{ step: 1, lots: 5 }], 10_200, -1);
    const sizing = bestSize({ ...input(asks, bids), baseAvailable: asAmount('0') });
    expect(sizing).toMatchObject({ denial: { code: 'INVENTORY_MISSING' } });
  });
});

describe('commonStep', () => {
  it('is the smallest step that both lots divide', () => {
    expect([commonStep(asQty('0.001'), asQty('0.00001')), commonStep(asQty('0.2'), asQty('0.3'))]).toEqual([
      '0.001',
      '0.6',
    ]);
  });
});

describe('worstPrices', () => {
  it('stay on the grid and leave the floor when both limits are hit at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 9_000, max: 11_000 }),
        fc.integer({ min: 9_000, max: 11_000 }),
        (b, s) => {
          const buy = { lastPrice: asPrice(String(b)), tickSize: asPrice('1') };
          const sell = { lastPrice: asPrice(String(s)), tickSize: asPrice('0.5') };
          const terms = { totalCostBps: asBps('20'), floorNetBps: asBps('5'), reachBps: asBps('30') };
          const limits = worstPrices({ buy, sell }, terms);
          const possible = new Exact(s).times(10_000).gte(new Exact(b).times(10_025));
          expect(limits !== undefined).toBe(possible);
          if (limits === undefined) return;
          expect(new Exact(limits.sell).times(10_000).gte(new Exact(limits.buy).times(10_025))).toBe(true);
          expect(new Exact(limits.buy).gte(b) && new Exact(limits.sell).lte(s)).toBe(true);
          expect(new Exact(limits.buy).mod(1).isZero() && new Exact(limits.sell).mod('0.5').isZero()).toBe(
            true,
          );
        },
      ),
    );
  });
});

/** Levels of growing distance from `start`, one base unit a lot. */
function levels(steps: { step: number; lots: number }[], start: number, direction: number): Level[] {
  let price = start;
  return steps.map(({ step, lots }) => {
    price += direction * step;
    return { price: asPrice(String(price)), qty: asQty(String(lots)) };
  });
}

/** Float twin, unit by unit. */
function profit(asks: Level[], bids: Level[], qty: number): number {
  const units = (side: Level[]): number[] =>
    side.flatMap(({ price, qty: lots }) => Array.from({ length: Number(lots) }, () => Number(price)));
  const [buy, sell] = [units(asks), units(bids)];
  if (qty > buy.length || qty > sell.length) return -Infinity;
  const sum = (prices: number[]): number => prices.slice(0, qty).reduce((total, price) => total + price, 0);
  return sum(sell) - sum(buy) * (1 + COST_BPS / 10_000);
}

function input(asks: Level[], bids: Level[]): Parameters<typeof bestSize>[0] {
  const instrument = {
    lotSize: asQty('1'),
    minQty: asQty('1'),
    minNotional: asUsd('5'),
    takerFeeBps: asBps('10'),
  } as Instrument;
  return {
    buy: instrument,
    sell: instrument,
    asks,
    bids,
    totalCostBps: asBps(String(COST_BPS)),
    quoteAvailable: asAmount('100000000'),
    baseAvailable: asAmount('100000000'),
    maxNotionalUsd: asUsd('100000000'),
    reachBps: asBps('10'),
  };
}
