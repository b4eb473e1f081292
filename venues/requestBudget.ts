import type { Clock } from '../runtime/clock';

/** `order` adds risk, `cancel` takes it away, `read` can wait. */
export type BudgetClass = 'order' | 'cancel' | 'read';

export interface BudgetLimits {
  /** What the venue allows all its clients of this address in one window. */
  readonly weightPerWindow: number;
  readonly windowMs: number;
  /** Share of the venue's limit that is this process's. */
  readonly fraction: number;
}

/** A window as an account has it whose limits are a multiple of the published ones. */
export const scaledWindow = (
  window: Omit<BudgetLimits, 'fraction'>,
  limitScale: number,
): Omit<BudgetLimits, 'fraction'> => ({ ...window, weightPerWindow: window.weightPerWindow * limitScale });

/** Counts request weights in fixed windows. Cancels may use everything, orders and reads leave them a fifth. */
export interface RequestBudget {
  /** Takes `weight`, or answers in how many ms to ask again. */
  take(kind: BudgetClass, weight: number): number | undefined;
  /** The venue asked for silence of this class. */
  pause(kind: BudgetClass, ms: number): void;
  /** The venue's own count of the window; ours is corrected upwards. */
  observeUsed(weight: number): void;
}

const CANCEL_RESERVE_FRACTION = 0.2;

export function createRequestBudget(limits: BudgetLimits, clock: Clock): RequestBudget {
  const total = limits.weightPerWindow * limits.fraction;
  const pausedUntilMs: Record<BudgetClass, number> = { order: 0, cancel: 0, read: 0 };
  let windowStartMs = 0;
  let used = 0;

  function roll(nowMs: number): void {
    const start = nowMs - (nowMs % limits.windowMs);
    if (start === windowStartMs) return;
    windowStartMs = start;
    used = 0;
  }

  return {
    take(kind, weight) {
      const nowMs = clock.nowMs();
      if (nowMs < pausedUntilMs[kind]) return pausedUntilMs[kind] - nowMs;
      roll(nowMs);
      const ceiling = kind === 'cancel' ? total : total * (1 - CANCEL_RESERVE_FRACTION);
      if (used + weight > ceiling) return windowStartMs + limits.windowMs - nowMs;
      used += weight;
      return undefined;
    },
    pause(kind, ms) {
      pausedUntilMs[kind] = Math.max(pausedUntilMs[kind], clock.nowMs() + ms);
    },
    observeUsed(weight) {
      roll(clock.nowMs());
      used = Math.max(used, weight * limits.fraction);
    },
  };
}
