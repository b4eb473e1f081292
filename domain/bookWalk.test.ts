import fc from 'fast-check';
import { walkBook } from './bookWalk';
import { asPrice, asQty, Exact } from './money';

const level = (price: string, qty: string) => ({ price: asPrice(price), qty: asQty(qty) });

describe('walkBook', () => {
  it('averages over the levels it takes, the last one in part', () => {
    const walked = walkBook([level('100', '1'), level('102', '3')], asQty('2'));
    expect(walked).toEqual({ vwap: '101', lastPrice: '102' });
  });

  it('answers nothing where the book does not hold the size', () => {
    expect(walkBook([level('100', '1')], asQty('1.01'))).toBeUndefined();
    expect(walkBook([], asQty('1'))).toBeUndefined();
  });

  it('lies between the best price and the last one touched', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.01, max: 1, noNaN: true }), (lots, share) => {
        const levels = lots.map((qty, i) => level(String(100 + i), String(qty)));
        const held = lots.reduce((a, b) => a + b, 0);
        const walked = walkBook(levels, asQty((held * share).toFixed(3)));
        expect(new Exact(walked?.vwap ?? 0).gte(100)).toBe(true);
        expect(new Exact(walked?.vwap ?? 0).lte(walked?.lastPrice ?? 0)).toBe(true);
      }),
    );
  });
});
