import type { CreateMarketFeed } from '../marketFeed';
import { createReconnectingSocket } from '../reconnectingSocket';
import { VENUE, CATEGORY } from './capabilities';
import { createBybitFrameHandler, depthTopic } from './frameHandler';

/** Topics in one subscribe message, the venue's limit for spot. */
const TOPICS_PER_MESSAGE = 10;

/** Books, tops and trades over one public socket. A book that lost its place subscribes anew: the venue then sends a snapshot. */
export const createBybitMarketFeed: CreateMarketFeed = (deps) => {
  const { books, listener, clock, endpoints } = deps;
  const handler = createBybitFrameHandler({ books, listener, onSnapshotNeeded });
  const socket = createReconnectingSocket({
    name: `${VENUE}.public`,
    url: () => `${endpoints.publicWsUrl}/v5/public/${CATEGORY}`,
    clock,
    logger: deps.logger,
    onOpen: subscribe,
    onMessage(data) {
      handler.handle(data, clock.nowMs(), clock.monotonicNs());
    },
    onDown(reason) {
      books.forEach((_, index) => {
        handler.distrust(index, { kind: 'untrusted', reason });
      });
    },
    onLatency: (roundTripMs) => {
      listener.onLatency(roundTripMs);
    },
    heartbeatText: () => '{"op":"ping"}',
  });

  function subscribe(): void {
    for (let from = 0; from < handler.topics.length; from += TOPICS_PER_MESSAGE)
      send('subscribe', handler.topics.slice(from, from + TOPICS_PER_MESSAGE));
  }

  function onSnapshotNeeded(index: number): void {
    const topics = [depthTopic(books[index]?.instrument.venueSymbol ?? '')];
    // Where the socket is down the whole subscription is repeated when it is back.
    if (send('unsubscribe', topics)) send('subscribe', topics);
  }

  function send(op: 'subscribe' | 'unsubscribe', args: readonly string[]): boolean {
    return socket.send(JSON.stringify({ op, args }));
  }

  return {
    start() {
      books.forEach((_, index) => {
        listener.onTrust(index, { kind: 'untrusted', reason: 'connecting' });
      });
      socket.start();
    },
    stop: () => socket.stop(),
    resync(index) {
      handler.distrust(index, { kind: 'untrusted', reason: 'stale' });
    },
  };
};
