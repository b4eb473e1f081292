const WINDOW_S = 60;

/** Exponentially weighted volatility of one mid price, in bps per √second; 0 before the second price. */
export interface Volatility {
  readonly bpsPerSqrtSecond: number;
  add(mid: number, atMs: number): void;
}

export function createVolatility(): Volatility {
  let variancePerSecond = 0;
  let lastMid = 0;
  let lastAtMs = 0;
  return {
    get bpsPerSqrtSecond() {
      return Math.sqrt(variancePerSecond);
    },
    add(mid, atMs) {
      if (lastMid > 0) {
        const moveBps = (mid / lastMid - 1) * 10_000;
        const elapsedS = Math.min(WINDOW_S, Math.max(0, atMs - lastAtMs) / 1000);
        variancePerSecond += (moveBps * moveBps - variancePerSecond * elapsedS) / WINDOW_S;
      }
      lastMid = mid;
      lastAtMs = atMs;
    },
  };
}
