import fc from 'fast-check';
import { percentile, percentiles } from './report';

describe('percentile', () => {
  it('takes the nearest rank', () => {
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([1, 2], 0.99)).toBe(2);
  });

  it('is one of the samples, and no smaller than any lower percentile', () => {
    const samples = fc.array(fc.double({ noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(samples, (values) => {
        const median = percentile(values, 0.5);
        expect(values).toContain(median);
        expect(percentile(values, 0.99)).toBeGreaterThanOrEqual(median);
      }),
    );
  });

  it('is not a number where nothing was measured', () => {
    expect(percentiles([]).p50).toBeNaN();
  });
});
