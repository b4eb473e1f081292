import { createRateWindow, type RateWindow } from '../wire/rateWindow';

const SECOND_MS = 1_000;

export interface RateUse {
  readonly exceeded: boolean;
  /** The live counters that go with every answer. */
  readonly headers: Record<string, string>;
}

export interface BybitRateLimits {
  /** Counts one request under `key`, which may be used `perSecond` times a second. */
  charge(key: string, perSecond: number, nowMs: number): RateUse;
}

/** `scale` multiplies the venue's real limits, for load tests. */
export function createBybitRateLimits(scale: number): BybitRateLimits {
  const windows = new Map<string, RateWindow>();

  function windowOf(key: string, limit: number): RateWindow {
    const known = windows.get(key);
    if (known !== undefined) return known;
    const created = createRateWindow(SECOND_MS, limit);
    windows.set(key, created);
    return created;
  }

  return {
    charge(key, perSecond, nowMs) {
      const window = windowOf(key, perSecond * scale);
      const used = window.add(1, nowMs);
      return {
        exceeded: used > window.limit,
        headers: {
          'x-bapi-limit': String(window.limit),
          'x-bapi-limit-status': String(Math.max(0, window.limit - used)),
          'x-bapi-limit-reset-timestamp': String(Math.trunc(nowMs + window.resetInMs(nowMs))),
        },
      };
    },
  };
}
