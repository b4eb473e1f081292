/** A standing spread is looked at anew after this time even if it got no better: slots and balances may have changed. */
const REPEAT_MS = 250;
/** Less than this is no improvement. */
const BETTER_BPS = 0.1;

/**
 * Conflation of one pair's standing spread: a decision is wanted for the first sight, for a better spread, and once per period, so that a
 * spread which stands for a minute does not flood the main thread with every tick.
 */
export interface NewsGate {
  /** True where this spread deserves a decision; it then counts as decided. */
  admits(spreadBps: number, nowMs: number): boolean;
  /** The spread has gone: the next one is a first sight. */
  reset(): void;
}

/** @param ttlMs life of an opportunity: it is repeated before it expires */
export function createNewsGate(ttlMs: number): NewsGate {
  const repeatMs = Math.min(REPEAT_MS, ttlMs / 2);
  let bestBps = -Infinity;
  let decidedAtMs = -Infinity;
  return {
    admits(spreadBps, nowMs) {
      const due = nowMs - decidedAtMs >= repeatMs;
      if (!due && spreadBps < bestBps + BETTER_BPS) return false;
      bestBps = due ? spreadBps : Math.max(bestBps, spreadBps);
      decidedAtMs = nowMs;
      return true;
    },
    reset() {
      bestBps = -Infinity;
      decidedAtMs = -Infinity;
    },
  };
}
