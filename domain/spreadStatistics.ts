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
  /** Fields instead of variables: a variable of a closure would be boxed anew with every sample. */
  const of = { count: 0, current: NaN, mean: NaN, squares: 0, min: NaN, max: NaN };

  function sd(): number {
    if (of.count < 2) return of.count === 0 ? NaN : 0;
    return Math.sqrt(of.squares / (of.count - 1));
  }

  function add(spreadBps: number): void {
    of.current = spreadBps;
    of.count++;
    if (of.count === 1) {
      of.mean = of.min = of.max = spreadBps;
      return;
    }
    const delta = spreadBps - of.mean;
    of.mean += delta / of.count;
    of.squares += delta * (spreadBps - of.mean);
    if (spreadBps < of.min) of.min = spreadBps;
    if (spreadBps > of.max) of.max = spreadBps;
  }

  return {
    get count() {
      return of.count;
    },
    get currentBps() {
      return of.current;
    },
    get meanBps() {
      return of.mean;
    },
    get sdBps() {
      return sd();
    },
    get minBps() {
      return of.min;
    },
    get maxBps() {
      return of.max;
    },
    get zScore() {
      const deviation = sd();
      return deviation > 0 ? (of.current - of.mean) / deviation : 0;
    },
    add,
  };
}
