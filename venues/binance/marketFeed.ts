import { createHttpLane } from '../httpLane';
import type { CreateMarketFeed } from '../marketFeed';
import { createReconnectingSocket } from '../reconnectingSocket';
import { createBinanceFrameHandler } from './frameHandler';
import type { DepthSnapshot } from './messages';
import { createSnapshotFetcher } from './snapshotFetcher';

/** Control frames (subscription replies, `serverShutdown`) are short; market frames are longer. */
const CONTROL_MAX_BYTES = 100;
/** Streams in one SUBSCRIBE message; the venue takes 5 messages a second. */
const STREAMS_PER_MESSAGE = 200;

/** Spot books, tops and trades over one combined socket: subscribe first, then fetch the snapshots that the buffered diffs continue. */
export const createBinanceMarketFeed: CreateMarketFeed = (deps) => {
  const { books, listener, clock, endpoints } = deps;
  const lane = createHttpLane({ baseUrl: endpoints.restUrl, connections: 2, clock });
  const symbols = books.map(({ instrument }) => instrument.venueSymbol);
  const snapshots = createSnapshotFetcher({
    lane,
    symbols,
    logger: deps.logger,
    onSnapshot,
    onFailed: onSnapshotNeeded,
  });
  let subscribed = false;
  const forEachBook = (act: (index: number) => void): void => {
    books.forEach((_, index) => {
      act(index);
    });
  };

  const handler = createBinanceFrameHandler({ books, listener, rule: 'spot', onSnapshotNeeded });
  const socket = createReconnectingSocket({
    name: 'binance.public',
    url: () => `${endpoints.publicWsUrl}/stream`,
    clock,
    logger: deps.logger,
    onOpen: () => {
      for (const text of subscriptions(handler.streamNames)) socket.send(text);
    },
    onMessage(data) {
      if (data.length < CONTROL_MAX_BYTES) onControl(data.toString('utf8'));
      handler.handle(data, clock.nowMs(), clock.monotonicNs());
    },
    onDown: distrustAll,
    onLatency: (roundTripMs) => {
      listener.onLatency(roundTripMs);
    },
  });

  function onControl(text: string): void {
    if (text.includes('"serverShutdown"')) socket.reconnect('serverShutdown');
    if (!text.includes('"result":null')) return;
    subscribed = true;
    snapshots.reset();
    forEachBook(onSnapshotNeeded);
  }

  function distrustAll(reason: 'disconnected' | 'silent'): void {
    subscribed = false;
    forEachBook((index) => {
      handler.distrust(index, { kind: 'untrusted', reason });
    });
  }

  function onSnapshotNeeded(index: number): void {
    if (!subscribed || !snapshots.request(index)) return;
    listener.onTrust(index, { kind: 'untrusted', reason: 'snapshotPending' });
  }

  /** False where the snapshot did not bring the book in sync: back off before the next. */
  function onSnapshot(index: number, snapshot: DepthSnapshot): boolean {
    if (subscribed) handler.snapshot(index, snapshot);
    return subscribed && !handler.needsSnapshot(index);
  }

  return {
    start() {
      forEachBook((index) => {
        listener.onTrust(index, { kind: 'untrusted', reason: 'connecting' });
      });
      socket.start();
    },
    async stop() {
      subscribed = false;
      snapshots.reset();
      await socket.stop();
      await lane.close();
    },
    resync(index) {
      handler.distrust(index, { kind: 'untrusted', reason: 'stale' });
    },
  };
};

/** The SUBSCRIBE messages for these streams. */
function subscriptions(names: readonly string[]): string[] {
  const messages: string[] = [];
  for (let from = 0; from < names.length; from += STREAMS_PER_MESSAGE) {
    const params = names.slice(from, from + STREAMS_PER_MESSAGE);
    messages.push(JSON.stringify({ method: 'SUBSCRIBE', params, id: from + 1 }));
  }
  return messages;
}
