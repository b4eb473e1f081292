const WINDOW_S = 60;

/** Exponentially weighted variance of one mid price's moves, in bps² per second; 0 before the second price. */
export interface Volatility {
  readonly variancePerSecond: number;
  add(mid: number, atMs: number): void;
}

export function createVolatility(): Volatility {
  /** Fields instead of variables: a variable of a closure would be boxed anew with every price. */
  const last = { mid: 0, atMs: 0, variancePerSecond: 0 };
  return {
    get variancePerSecond() {
      return last.variancePerSecond;
    },
    add(mid, atMs) {
      if (!(mid > 0)) return; // a side is empty: no price
      if (last.mid > 0) {
        const moveBps = (mid / last.mid - 1) * 10_000;
        const elapsedS = Math.min(WINDOW_S, Math.max(0, atMs - last.atMs) / 1000);
        last.variancePerSecond += (moveBps * moveBps - last.variancePerSecond * elapsedS) / WINDOW_S;
      }
      last.mid = mid;
      last.atMs = atMs;
    },
  };
}
