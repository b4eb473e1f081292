import fc from 'fast-check';
import {
  asPrice,
  asQty,
  asUsd,
  ceilToStep,
  Exact,
  floorToStep,
  NotADecimalError,
  ratioBps,
  roundDownToLot,
} from './money';

describe('decimal text', () => {
  it.each(['1e-8', 'NaN', 'Infinity', '', ' 1', '1,5', '.5'])('refuses %j', (text) => {
    expect(() => asUsd(text)).toThrow(NotADecimalError);
  });

  it('refuses a negative price or size', () => {
    expect(() => asPrice('-1')).toThrow(NotADecimalError);
    expect(() => asQty('-0.1')).toThrow(NotADecimalError);
  });

  it('prints small amounts without an exponent', () => {
    expect(asUsd(new Exact('0.00000001'))).toBe('0.00000001');
  });
});

describe('steps', () => {
  const units = fc.integer({ min: 1, max: 10_000_000 });

  it('round down and up to the nearest multiple', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 5_000 }), (value, step) => {
        const exact = new Exact(value).div(1_000);
        const size = new Exact(step).div(1_000).toFixed();
        const down = floorToStep(exact, size);
        const up = ceilToStep(exact, size);
        expect(down.lte(exact) && up.gte(exact)).toBe(true);
        expect(down.mod(size).isZero() && up.mod(size).isZero()).toBe(true);
        expect(up.minus(down).lte(size)).toBe(true);
      }),
    );
  });

  it('leave nothing to trade below one lot', () => {
    expect(roundDownToLot(asQty('0.00099'), asQty('0.001'))).toBeUndefined();
    expect(roundDownToLot(asQty('0.0019'), asQty('0.001'))).toBe('0.001');
  });
});

describe('ratioBps', () => {
  it('rounds a gain down and a cost up, against us', () => {
    const third = [new Exact(1), new Exact(30_000)] as const;
    expect(ratioBps(...third, 'down')).toBe('0.3333');
    expect(ratioBps(...third, 'up')).toBe('0.3334');
    expect(ratioBps(third[0].negated(), third[1], 'down')).toBe('-0.3334');
  });
});
