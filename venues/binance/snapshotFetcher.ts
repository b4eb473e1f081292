import { backOffMs } from '../backOff';
import { createHttpLane } from '../httpLane';
import type { MarketFeedDeps } from '../marketFeed';
import { bodyOf } from '../venueReply';
import { VENUE } from './capabilities';
import { DepthSnapshot } from './messages';
import { replyOf } from './rest';

export interface SnapshotFetcherDeps {
  readonly deps: MarketFeedDeps;
  /** Returns whether the book is in sync now. */
  readonly onSnapshot: (index: number, snapshot: DepthSnapshot) => boolean;
  readonly onFailed: (index: number) => void;
}

/** Fetches depth snapshots by REST: the first at once, one at a time for each book, further tries after a back-off. */
export interface SnapshotFetcher {
  /** False where one is on its way already. */
  request(index: number): boolean;
  /** Forgets back-offs and waiting tries; what is on its way is thrown away. */
  reset(): void;
  close(): Promise<void>;
}

const TIMEOUT_MS = 5_000;

export function createSnapshotFetcher(fetcher: SnapshotFetcherDeps): SnapshotFetcher {
  const { endpoints, clock, books, logger } = fetcher.deps;
  const lane = createHttpLane({ baseUrl: endpoints.restUrl, connections: 2, clock });
  const attempts = new Map<number, number>();
  const retries = new Map<number, NodeJS.Timeout>();
  const fetching = new Set<number>();
  let round = 0;

  async function fetchSnapshot(index: number): Promise<void> {
    const symbol = books[index]?.instrument.venueSymbol ?? '';
    const startedIn = round;
    fetching.add(index);
    const path = `/api/v3/depth?symbol=${symbol}&limit=1000`;
    const outcome = await lane.request({ method: 'GET', path, headers: {}, timeoutMs: TIMEOUT_MS });
    if (startedIn !== round) return;
    fetching.delete(index);
    try {
      const snapshot = bodyOf(replyOf(outcome), DepthSnapshot, { venue: VENUE, request: 'depth' });
      if (fetcher.onSnapshot(index, snapshot)) attempts.delete(index);
    } catch (error) {
      logger.warn({ event: 'feed.snapshotFailed', venue: VENUE, symbol, error: String(error) });
      fetcher.onFailed(index);
    }
  }

  function reset(): void {
    for (const timer of retries.values()) clearTimeout(timer);
    retries.clear();
    attempts.clear();
    fetching.clear();
    round++;
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
    reset,
    async close() {
      reset();
      await lane.close();
    },
  };
}
