import fc from 'fast-check';
import { createSpreadStatistics } from './spreadStatistics';

const spreads = fc.array(fc.double({ min: -1_000, max: 1_000, noNaN: true }), {
  minLength: 2,
  maxLength: 200,
});

function statisticsOf(samples: readonly number[]) {
  const statistics = createSpreadStatistics();
  for (const sample of samples) statistics.add(sample);
  return statistics;
}

describe('createSpreadStatistics', () => {
  it('agrees with sums over all samples', () => {
    fc.assert(
      fc.property(spreads, (samples) => {
        const statistics = statisticsOf(samples);
        const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
        const variance = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (samples.length - 1);
        expect(statistics.count).toBe(samples.length);
        expect(statistics.meanBps).toBeCloseTo(mean, 6);
        expect(statistics.sdBps).toBeCloseTo(Math.sqrt(variance), 6);
        expect(statistics.minBps).toBe(Math.min(...samples));
        expect(statistics.maxBps).toBe(Math.max(...samples));
        expect(statistics.currentBps).toBe(samples.at(-1));
      }),
      { seed: 7 },
    );
  });

  it('measures the last sample in standard deviations from the mean', () => {
    const statistics = statisticsOf([2, 4, 4, 4, 5, 5, 7, 9]); // mean 5, sample deviation √(32/7)
    expect(statistics.zScore).toBeCloseTo(4 / Math.sqrt(32 / 7), 12);
  });

  it('has no figures before the first sample, and no deviation after it', () => {
    expect(statisticsOf([]).meanBps).toBeNaN();
    expect(statisticsOf([]).sdBps).toBeNaN();
    expect(statisticsOf([3])).toMatchObject({ meanBps: 3, sdBps: 0, zScore: 0 });
  });
});
