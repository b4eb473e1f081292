import fc from 'fast-check';
import { Exact, asBps, asPrice, asQty } from './money';
import { worstCaseLossUsd, worstPrices } from './worstPrice';

describe('worstPrices', () => {
  const terms = { totalCostBps: asBps('20'), floorNetBps: asBps('0'), reachBps: asBps('10') };

  it('keeps the floor after all costs even where both legs fill at their limits, on the tick grid and within the reach', () => {
    const ticks = fc.integer({ min: 90_000, max: 110_000 });
    fc.assert(
      fc.property(ticks, ticks, fc.integer({ min: 0, max: 40 }), (buyTicks, sellTicks, costBps) => {
        const [buyLast, sellLast] = [buyTicks / 100, sellTicks / 100];
        const limits = worstPrices(
          { buy: market(buyLast), sell: market(sellLast) },
          { ...terms, totalCostBps: asBps(String(costBps)) },
        );
        const keptBps = (sell: number | string, buy: number | string) =>
          new Exact(sell).div(buy).minus(1).times(10_000).minus(costBps);
        expect(limits === undefined).toBe(keptBps(sellLast, buyLast).lt(0));
        if (limits === undefined) return;
        expect(keptBps(limits.sell, limits.buy).toNumber()).toBeGreaterThanOrEqual(-1e-9);
        expect(Number(limits.buy)).toBeGreaterThanOrEqual(buyLast);
        expect(Number(limits.sell)).toBeLessThanOrEqual(sellLast);
        expect(Number(limits.buy)).toBeLessThanOrEqual(buyLast * 1.001 + 1e-9);
        expect(Number(limits.sell)).toBeGreaterThanOrEqual(sellLast * 0.999 - 1e-9);
        for (const limit of [limits.buy, limits.sell])
          expect(new Exact(limit).times(100).isInteger()).toBe(true);
      }),
      { seed: 3 },
    );
  });

  it('does not exist where the last levels leave less than the floor', () => {
    const legs = { buy: market(100), sell: market(100.19) };
    expect(worstPrices(legs, terms)).toBeUndefined();
  });
});

describe('worstCaseLossUsd', () => {
  const buy = { worstPrice: asPrice('100.10'), reversePrice: asPrice('99.90'), takerFeeBps: asBps('10') };
  const sell = { worstPrice: asPrice('101.90'), reversePrice: asPrice('102.00'), takerFeeBps: asBps('5') };

  it('is the dearer of filling one leg alone and reversing it, with both fees and the repair, up to the cent', () => {
    // buy: 0.20 + 100.10 × (20 + 25) bps = 0.65045 a unit; sell: 0.10 + 102 × (10 + 25) bps = 0.457 a unit
    expect(worstCaseLossUsd(asQty('3'), [buy, sell], asBps('25'))).toBe('1.96');
    expect(worstCaseLossUsd(asQty('3'), [sell], asBps('25'))).toBe('1.38');
  });

  it('covers every way in which one leg fills within its limit and is reversed within the repair', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 9_990, max: 10_010 }),
        fc.integer({ min: 0, max: 25 }),
        (filledAt, repairBps) => {
          const filled = filledAt / 100;
          const reversed = 99.9 * (1 - repairBps / 10_000);
          const fees = ((filled + reversed) * 10) / 10_000;
          const lossUsd = Number(worstCaseLossUsd(asQty('1'), [buy], asBps('25')));
          expect(lossUsd).toBeGreaterThanOrEqual(filled - reversed + fees);
        },
      ),
    );
  });
});

const market = (lastPrice: number) => ({
  lastPrice: asPrice(lastPrice.toFixed(2)),
  tickSize: asPrice('0.01'),
});
