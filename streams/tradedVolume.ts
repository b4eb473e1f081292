const SECONDS = 60;

/** Quote value traded on one instrument during the last minute, in one bucket per second. */
export interface TradedVolume {
  add(value: number, atMs: number): void;
  lastMinute(nowMs: number): number;
}

export function createTradedVolume(): TradedVolume {
  const values = new Float64Array(SECONDS);
  /** The second that each bucket counts. */
  const seconds = new Float64Array(SECONDS).fill(-Infinity);
  return {
    add(value, atMs) {
      const second = Math.floor(atMs / 1000);
      const bucket = second % SECONDS;
      if (seconds[bucket] !== second) values[bucket] = 0;
      seconds[bucket] = second;
      values[bucket] = (values[bucket] ?? 0) + value;
    },
    lastMinute(nowMs) {
      const oldest = Math.floor(nowMs / 1000) - SECONDS + 1;
      return values.reduce((sum, value, i) => ((seconds[i] ?? 0) >= oldest ? sum + value : sum), 0);
    },
  };
}
