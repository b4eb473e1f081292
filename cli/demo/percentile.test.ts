import { percentile } from './percentile';

describe('percentile', () => {
  it('takes the nearest rank', () => {
    const samples = [30, 10, 20, 40];
    expect(percentile(samples, 0.5)).toBe(20);
    expect(percentile(samples, 0.99)).toBe(40);
    expect(percentile(samples, 0)).toBe(10);
  });

  it('sorts by value, not by text', () => {
    expect(percentile([9, 100, 20], 1)).toBe(100);
  });

  it('knows no figure without samples', () => {
    expect(percentile([], 0.5)).toBeNull();
  });
});
