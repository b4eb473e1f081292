/** Online statistics of one pair's spread in bps (Welford); figures are `NaN` before the first sample. */
export interface SpreadStatistics {
  readonly count: number;
  readonly currentBps: number;
  readonly meanBps: number;
  /** Sample standard deviation; 0 for a single sample. */
  readonly sdBps: number;
  readonly minBps: number;
  readonly maxBps: number;
  /** Standard deviations between current and mean; 0 where there is no deviation. */
  readonly zScore: number;
  add(spreadBps: number): void;
}

export function createSpreadStatistics(): SpreadStatistics {
  let count = 0;
  let current = NaN;
  let mean = NaN;
  let squares = 0;
  let min = NaN;
  let max = NaN;
  function sd(): number {
    if (count < 2) return count === 0 ? NaN : 0;
    return Math.sqrt(squares / (count - 1));
  }

  return {
    get count() {
      return count;
    },
    get currentBps() {
      return current;
    },
    get meanBps() {
      return mean;
    },
    get sdBps() {
      return sd();
    },
    get minBps() {
      return min;
    },
    get maxBps() {
      return max;
    },
    get zScore() {
      const deviation = sd();
      return deviation > 0 ? (current - mean) / deviation : 0;
    },
    add(spreadBps) {
      current = spreadBps;
      count++;
      if (count === 1) {
        mean = min = max = spreadBps;
        return;
      }
      const delta = spreadBps - mean;
      mean += delta / count;
      squares += delta * (spreadBps - mean);
      if (spreadBps < min) min = spreadBps;
      if (spreadBps > max) max = spreadBps;
    },
  };
}
