/** Counts within fixed windows that begin at multiples of their length, as venues count weights and orders. */
export interface RateWindow {
  readonly limit: number;
  /** Adds `amount` and returns what the window then holds. */
  add(amount: number, nowMs: number): number;
  used(nowMs: number): number;
  /** Time until the present window ends. */
  resetInMs(nowMs: number): number;
}

export function createRateWindow(intervalMs: number, limit: number): RateWindow {
  let windowIndex = 0;
  let count = 0;

  function roll(nowMs: number): void {
    const index = Math.floor(nowMs / intervalMs);
    if (index === windowIndex) return;
    windowIndex = index;
    count = 0;
  }

  return {
    limit,
    add(amount, nowMs) {
      roll(nowMs);
      count += amount;
      return count;
    },
    used(nowMs) {
      roll(nowMs);
      return count;
    },
    resetInMs: (nowMs) => intervalMs - (nowMs % intervalMs),
  };
}
