import type { Clock } from '../runtime/clock';
import type { BookTrust, MarketFeed } from '../venues/marketFeed';

/** Longer than any venue takes to answer a subscription. */
const FIRST_WAIT_MS = 5_000;
const MAX_WAIT_MS = 60_000;

export interface ResyncWatch {
  onTrust(index: number, trust: BookTrust): void;
  /** Asks anew for what has been waited for too long. */
  look(): void;
}

/**
 * A book that stays untrusted is asked for anew, less often each time. What it waits for may have been lost on the way (a snapshot, the answer
 * to a subscription) while the socket is well, and then no later frame brings it back. A snapshot that we fetch ourselves is fetched again by
 * whoever fetches it.
 */
export function createResyncWatch(clock: Clock, resync: MarketFeed['resync']): ResyncWatch {
  const waiting = new Map<number, { fromMs: number; waitMs: number }>();
  return {
    onTrust(index, trust) {
      if (trust.kind === 'synced' || trust.reason === 'snapshotPending') waiting.delete(index);
      else if (!waiting.has(index)) waiting.set(index, { fromMs: clock.nowMs(), waitMs: FIRST_WAIT_MS });
    },
    look() {
      const nowMs = clock.nowMs();
      for (const [index, wait] of [...waiting]) {
        if (nowMs - wait.fromMs < wait.waitMs) continue;
        wait.fromMs = nowMs;
        wait.waitMs = Math.min(wait.waitMs * 2, MAX_WAIT_MS);
        resync(index);
      }
    },
  };
}
