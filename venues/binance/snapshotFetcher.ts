import type { Logger } from '../../runtime/logger';
import { backOffMs } from '../backOff';
import type { HttpLane } from '../httpLane';
import { bodyOf } from '../venueReply';
import { VENUE } from './capabilities';
import { DepthSnapshot } from './messages';
import { replyOf } from './rest';

export interface SnapshotFetcherDeps {
  readonly lane: HttpLane;
  /** The venue's names, by the feed's index. */
  readonly symbols: readonly string[];
  readonly logger: Logger;
  /** Returns whether the book is in sync now. */
  readonly onSnapshot: (index: number, snapshot: DepthSnapshot) => boolean;
  readonly onFailed: (index: number) => void;
}

/** Fetches depth snapshots by REST: the first at once, one at a time for each book, further tries after a back-off. */
export interface SnapshotFetcher {
  /** False where one is on its way already. */
  request(index: number): boolean;
  /** Forgets back-offs and waiting tries. */
  reset(): void;
}

const TIMEOUT_MS = 5_000;

export function createSnapshotFetcher(deps: SnapshotFetcherDeps): SnapshotFetcher {
  const attempts = new Map<number, number>();
  const retries = new Map<number, NodeJS.Timeout>();
  const fetching = new Set<number>();

  async function fetchSnapshot(index: number): Promise<void> {
    const symbol = deps.symbols[index] ?? '';
    fetching.add(index);
    const path = `/api/v3/depth?symbol=${symbol}&limit=1000`;
    const outcome = await deps.lane.request({ method: 'GET', path, headers: {}, timeoutMs: TIMEOUT_MS });
    fetching.delete(index);
    try {
      const snapshot = bodyOf(replyOf(outcome), DepthSnapshot, { venue: VENUE, request: 'depth' });
      if (deps.onSnapshot(index, snapshot)) attempts.delete(index);
    } catch (error) {
      deps.logger.warn({ event: 'feed.snapshotFailed', venue: VENUE, symbol, error: String(error) });
      deps.onFailed(index);
    }
  }

  return {
    request(index) {
      if (fetching.has(index) || retries.has(index)) return false;
      const attempt = attempts.get(index) ?? 0;
      attempts.set(index, attempt + 1);
      const delayMs = attempt === 0 ? 0 : backOffMs(attempt - 1, Math.random);
      const timer = setTimeout(() => {
        retries.delete(index);
        void fetchSnapshot(index);
      }, delayMs);
      retries.set(index, timer);
      return true;
    },
    reset() {
      for (const timer of retries.values()) clearTimeout(timer);
      retries.clear();
      attempts.clear();
    },
  };
}
