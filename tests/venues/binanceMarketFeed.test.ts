import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { systemClock } from '../../runtime/clock';
import { createBinanceMarketFeed } from '../../venues/binance/marketFeed';
import type { BookTrust, MarketFeed } from '../../venues/marketFeed';
import { createEventLog } from '../contract/eventLog';
import { feedBook, recordingListener } from './feedFakes';
import { silentLogger } from './silentLogger';

const diff = (first: number, last: number, bid: string): string =>
  `{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":${first},"u":${last},"b":[["${bid}","1"]],"a":[]}}`;

/** A venue that answers a subscription, then sends what the test tells it. Snapshots end at event 10. */
async function startVenue() {
  const server = createServer((_request, response) => {
    response.end('{"lastUpdateId":10,"bids":[["100.00","1"]],"asks":[["101.00","1"]]}');
  });
  const sockets = new WebSocketServer({ server });
  const subscribed = createEventLog<WebSocket>();
  sockets.on('connection', (socket) => {
    socket.on('message', () => {
      socket.send('{"result":null,"id":1}');
      subscribed.push(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, sockets, subscribed, port: (server.address() as AddressInfo).port };
}

describe('binance market feed', () => {
  let venue: Awaited<ReturnType<typeof startVenue>>;
  let feed: MarketFeed;
  let trust: ReturnType<typeof createEventLog<BookTrust>>;
  let changed: ReturnType<typeof createEventLog<boolean>>;
  const own = feedBook();

  beforeEach(async () => {
    venue = await startVenue();
    trust = createEventLog();
    changed = createEventLog();
    feed = createBinanceMarketFeed({
      endpoints: {
        restUrl: `http://127.0.0.1:${venue.port}`,
        publicWsUrl: `ws://127.0.0.1:${venue.port}`,
        privateWsUrl: `ws://127.0.0.1:${venue.port}`,
      },
      clock: systemClock,
      logger: silentLogger,
      books: [own],
      listener: {
        ...recordingListener(),
        onTrust: (_index, change) => {
          trust.push(change);
        },
        onBook: (_index, topChanged) => {
          changed.push(topChanged);
        },
      },
    });
    feed.start();
  });

  afterEach(async () => {
    await feed.stop();
    venue.sockets.close();
    venue.server.closeAllConnections();
    venue.server.close();
    await once(venue.server, 'close');
  });

  it('subscribes, joins the snapshot and follows the diffs', async () => {
    const socket = await venue.subscribed.next(() => true);
    await trust.next(({ kind }) => kind === 'synced');
    socket.send(diff(9, 12, '100.50'));
    await changed.next((topChanged) => topChanged);
    expect(own.book.priceTicks(0, 0)).toBe(10_050);
  });

  it('distrusts the book at once when a diff is missing', async () => {
    const socket = await venue.subscribed.next(() => true);
    await trust.next(({ kind }) => kind === 'synced');
    socket.send(diff(9, 12, '100.50'));
    socket.send(diff(14, 15, '100.60'));
    const lost = await trust.next((change) => change.kind === 'untrusted' && change.reason === 'gap');
    expect(lost.kind).toBe('untrusted');
    expect(own.book.depth(0)).toBe(0);
  });

  it('distrusts every book when the connection is lost', async () => {
    const socket = await venue.subscribed.next(() => true);
    await trust.next(({ kind }) => kind === 'synced');
    socket.terminate();
    const lost = await trust.next(
      (change) => change.kind === 'untrusted' && change.reason === 'disconnected',
    );
    expect(lost.kind).toBe('untrusted');
  });
});
