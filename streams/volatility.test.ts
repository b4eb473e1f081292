import { createVolatility } from './volatility';

describe('createVolatility', () => {
  it('knows nothing before the second price', () => {
    const volatility = createVolatility();
    volatility.add(60_000, 0);
    expect(volatility.variancePerSecond).toBe(0);
  });

  it.each([
    [1, 1_000, 1],
    [2, 1_000, 4],
    [2, 250, 16],
  ])('settles at move² per time for moves of %d bps each %d ms', (moveBps, everyMs, variance) => {
    const volatility = createVolatility();
    let mid = 60_000;
    for (let i = 0; i < 4_000; i++) {
      volatility.add(mid, i * everyMs);
      mid *= i % 2 === 0 ? 1 + moveBps / 10_000 : 1 / (1 + moveBps / 10_000);
    }
    expect(Math.abs(volatility.variancePerSecond / variance - 1)).toBeLessThan(0.02);
  });

  it('forgets half of a shock in about 42 seconds', () => {
    const volatility = createVolatility();
    volatility.add(60_000, 0);
    volatility.add(60_060, 0);
    const shock = volatility.variancePerSecond;
    for (let second = 1; second <= 42; second++) volatility.add(60_060, second * 1_000);
    expect(volatility.variancePerSecond / shock).toBeCloseTo(0.5, 1);
  });

  it('skips a book without a price', () => {
    const volatility = createVolatility();
    for (const mid of [60_000, NaN, 60_000]) volatility.add(mid, 0);
    expect(volatility.variancePerSecond).toBe(0);
  });
});
