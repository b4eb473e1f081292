const WINDOW_S = 60;

/** Exponentially weighted variance of one mid price's moves, in bps² per second; 0 before the second price. */
export interface Volatility {
  readonly variancePerSecond: number;
  add(mid: number, atMs: number): void;
}

export function createVolatility(): Volatility {
  let variancePerSecond = 0;
  let lastMid = 0;
  let lastAtMs = 0;
  return {
    get variancePerSecond() {
      return variancePerSecond;
    },
    add(mid, atMs) {
      if (!(mid > 0)) return; // a side is empty: no price
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
