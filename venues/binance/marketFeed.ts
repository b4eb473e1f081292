import type { BookTrust, CreateMarketFeed, MarketFeedDeps } from '../marketFeed';
import { createReconnectingSocket } from '../reconnectingSocket';
import { createBinanceFrameHandler } from './frameHandler';
import { createSnapshotFetcher } from './snapshotFetcher';

/** Control frames (subscription replies, `serverShutdown`) are short; market frames are longer. */
const CONTROL_MAX_BYTES = 100;
/** Streams in one SUBSCRIBE message; the venue takes 5 messages a second. */
const STREAMS_PER_MESSAGE = 200;

/** Spot books, tops and trades over one combined socket: subscribe first, then fetch the snapshots that the buffered diffs continue. */
export const createBinanceMarketFeed: CreateMarketFeed = (deps) => {
  const { books, listener, clock, endpoints } = deps;
  let subscribed = false;
  const snapshots = createSnapshotFetcher({
    deps,
    onSnapshot: (index, snapshot) => {
      handler.snapshot(index, snapshot);
      return !handler.needsSnapshot(index);
    },
    onFailed: onSnapshotNeeded,
  });
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
    onDown(reason) {
      subscribed = false;
      snapshots.reset();
      handler.distrustAll({ kind: 'untrusted', reason });
    },
    onLatency: listener.onLatency.bind(listener),
  });

  function onControl(text: string): void {
    if (text.includes('"serverShutdown"')) socket.reconnect('serverShutdown');
    if (!text.includes('"result":null')) return;
    subscribed = true;
    for (const index of books.keys()) onSnapshotNeeded(index);
  }

  function onSnapshotNeeded(index: number): void {
    if (!subscribed || !snapshots.request(index)) return;
    listener.onTrust(index, { kind: 'untrusted', reason: 'snapshotPending' });
  }

  return {
    start() {
      tellAll(deps, { kind: 'untrusted', reason: 'connecting' });
      socket.start();
    },
    async stop() {
      await socket.stop();
      await snapshots.close();
    },
    resync(index) {
      if (!subscribed) socket.reconnect('the subscription was not answered');
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

function tellAll({ books, listener }: MarketFeedDeps, trust: BookTrust): void {
  for (const index of books.keys()) listener.onTrust(index, trust);
}
