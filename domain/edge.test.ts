import fc from 'fast-check';
import { edgeOfSize, largestCost, totalCostBps } from './edge';
import { Exact, asBps, asPrice, asQty } from './money';
import type { CostTerms } from './opportunity';

const COSTS: CostTerms = {
  takerFeesBps: asBps('20'),
  slippageBufferBps: asBps('1.5'),
  latencyBufferBps: asBps('0.25'),
  quoteConversionBps: asBps('0'),
  fundingBps: asBps('-0.75'),
  rebalancingBps: asBps('2'),
  safetyBufferBps: asBps('1'),
};

describe('edgeOfSize', () => {
  it('is what the sale brings above the purchase, less every cost', () => {
    const books = {
      asks: [level('100', '1'), level('101', '9')], // 2 units cost 201, 100.5 each
      bids: [level('103', '5')],
    };
    const found = edgeOfSize(asQty('2'), books, COSTS);
    // 2.5 / 100.5 = 248.7562… bps
    expect(found?.edge).toMatchObject({ grossBps: '248.7562', netBps: '224.7562' });
    expect([found?.buy.vwap, found?.buy.lastPrice]).toEqual(['100.5', '101']);
  });

  it('agrees with a purchase and a sale unit by unit, and never rounds in our favour', () => {
    const levels = fc.array(
      fc.record({ ticks: fc.integer({ min: 9_000, max: 11_000 }), lots: fc.integer({ min: 1, max: 20 }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(levels, levels, fc.integer({ min: 1, max: 60 }), (asks, bids, lots) => {
        const found = edgeOfSize(
          asQty(String(lots)),
          { asks: asks.map(whole), bids: bids.map(whole) },
          COSTS,
        );
        const [paid, received] = [unitByUnit(asks, lots), unitByUnit(bids, lots)];
        expect(found === undefined).toBe(paid === undefined || received === undefined);
        if (found === undefined || paid === undefined || received === undefined) return;
        const exactBps = new Exact(received - paid).times(10_000).div(paid);
        const short = exactBps.minus(found.edge.grossBps).toNumber();
        expect(short).toBeGreaterThanOrEqual(0);
        expect(short).toBeLessThan(0.0002);
      }),
      { seed: 11 },
    );
  });

  it('does not exist where a book is too thin', () => {
    const books = { asks: [level('100', '1')], bids: [level('103', '5')] };
    expect(edgeOfSize(asQty('1.1'), books, COSTS)).toBeUndefined();
  });
});

describe('cost terms', () => {
  it('add up with their signs', () => {
    expect(totalCostBps(COSTS)).toBe('24');
  });

  it('name the largest one', () => {
    expect(largestCost(COSTS)).toBe('takerFeesBps');
    expect(largestCost({ ...COSTS, rebalancingBps: asBps('20.1') })).toBe('rebalancingBps');
  });
});

interface WholeLevel {
  readonly ticks: number;
  readonly lots: number;
}

/** Money for `lots` units taken one by one from the levels in their order; `undefined` where they run out. */
function unitByUnit(levels: readonly WholeLevel[], lots: number): number | undefined {
  const units = levels.flatMap((one) => Array.from({ length: one.lots }, () => one.ticks));
  return units.length < lots ? undefined : units.slice(0, lots).reduce((sum, ticks) => sum + ticks, 0);
}

const level = (price: string, qty: string) => ({ price: asPrice(price), qty: asQty(qty) });
const whole = ({ ticks, lots }: WholeLevel) => level(String(ticks), String(lots));
