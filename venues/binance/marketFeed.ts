import { backOffMs } from '../backOff';
import { createHttpLane } from '../httpLane';
import type { CreateMarketFeed } from '../marketFeed';
import { createReconnectingSocket } from '../reconnectingSocket';
import { bodyOf } from '../venueReply';
import { VENUE } from './capabilities';
import { createBinanceFrameHandler } from './frameHandler';
import { DepthSnapshot } from './messages';
import { replyOf } from './rest';

/** Control frames (subscription replies, `serverShutdown`) are short; market frames are longer. */
const CONTROL_MAX_BYTES = 100;
const SNAPSHOT_TIMEOUT_MS = 5_000;
/** Streams in one SUBSCRIBE message; the venue takes 5 messages a second. */
const STREAMS_PER_MESSAGE = 200;

/** Spot books, tops and trades over one combined socket: subscribe first, then fetch the snapshots that the buffered diffs continue. */
export const createBinanceMarketFeed: CreateMarketFeed = (deps) => {
  const { books, listener, clock, endpoints } = deps;
  const lane = createHttpLane({ baseUrl: endpoints.restUrl, connections: 2, clock });
  const retries = new Map<number, NodeJS.Timeout>();
  const attempts = books.map(() => 0);
  const fetching = new Set<number>();
  let subscribed = false;

  const handler = createBinanceFrameHandler({ books, listener, rule: 'spot', onSnapshotNeeded });
  const socket = createReconnectingSocket({
    name: 'binance.public',
    url: () => `${endpoints.publicWsUrl}/stream`,
    clock,
    logger: deps.logger,
    onOpen: subscribe,
    onMessage(data) {
      if (data.length < CONTROL_MAX_BYTES) onControl(data.toString('utf8'));
      handler.handle(data, clock.nowMs(), clock.monotonicNs());
    },
    onDown(reason) {
      subscribed = false;
      books.forEach((_, index) => {
        handler.distrust(index, { kind: 'untrusted', reason });
      });
    },
    onLatency: (roundTripMs) => {
      listener.onLatency(roundTripMs);
    },
  });

  function subscribe(): void {
    for (let from = 0; from < handler.streamNames.length; from += STREAMS_PER_MESSAGE) {
      const params = handler.streamNames.slice(from, from + STREAMS_PER_MESSAGE);
      socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: from + 1 }));
    }
  }

  function onControl(text: string): void {
    if (text.includes('"serverShutdown"')) socket.reconnect('serverShutdown');
    if (!text.includes('"result":null')) return;
    subscribed = true;
    attempts.fill(0);
    books.forEach((_, index) => {
      onSnapshotNeeded(index);
    });
  }

  function onSnapshotNeeded(index: number): void {
    if (!subscribed || fetching.has(index) || retries.has(index)) return;
    listener.onTrust(index, { kind: 'untrusted', reason: 'snapshotPending' });
    const attempt = attempts[index] ?? 0;
    if (attempt === 0) void fetchSnapshot(index);
    else later(index, backOffMs(attempt - 1, Math.random));
    attempts[index] = attempt + 1;
  }

  function later(index: number, delayMs: number): void {
    const timer = setTimeout(() => {
      retries.delete(index);
      void fetchSnapshot(index);
    }, delayMs);
    retries.set(index, timer);
  }

  async function fetchSnapshot(index: number): Promise<void> {
    const symbol = books[index]?.instrument.venueSymbol ?? '';
    fetching.add(index);
    const path = `/api/v3/depth?symbol=${symbol}&limit=1000`;
    const outcome = await lane.request({ method: 'GET', path, headers: {}, timeoutMs: SNAPSHOT_TIMEOUT_MS });
    fetching.delete(index);
    if (!subscribed) return;
    try {
      handler.snapshot(index, bodyOf(replyOf(outcome), DepthSnapshot, { venue: VENUE, request: 'depth' }));
      if (!handler.needsSnapshot(index)) attempts[index] = 0;
    } catch (error) {
      deps.logger.warn({ event: 'feed.snapshotFailed', venue: VENUE, symbol, error: String(error) });
      onSnapshotNeeded(index);
    }
  }

  return {
    start() {
      books.forEach((_, index) => {
        listener.onTrust(index, { kind: 'untrusted', reason: 'connecting' });
      });
      socket.start();
    },
    async stop() {
      subscribed = false;
      for (const timer of retries.values()) clearTimeout(timer);
      await socket.stop();
      await lane.close();
    },
    resync(index) {
      handler.distrust(index, { kind: 'untrusted', reason: 'stale' });
    },
  };
};
