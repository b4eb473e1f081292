import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { VenueEndpoints } from '../../venues/venueAdapter';

/** A venue with one quiet market that says what the test lets it say, in its own wire format. */
export interface ScriptedVenue {
  readonly endpoints: VenueEndpoints;
  /** Tells the newest subscriber the same best prices with another size: the market is alive. */
  tick(): void;
  close(): Promise<void>;
}

export interface ScriptedBybit extends ScriptedVenue {
  /** Leaves out a message; until `release` subscribers get no snapshot. */
  gap(): void;
  release(): void;
  /** As `release`, but what was asked for meanwhile is lost: only who asks again gets a snapshot. */
  forget(): void;
}

interface Quote {
  readonly bid: string;
  readonly ask: string;
}

/** Sizes by turns, so that each tick is a change of the top. */
const sizeOf = (tick: number): string => (tick % 2 === 0 ? '500' : '501');

/** @param onSnapshot called when a depth snapshot is handed out */
export async function startBinance({ bid, ask }: Quote, onSnapshot: () => void): Promise<ScriptedVenue> {
  const server = createServer((_request, response) => {
    onSnapshot();
    response.end(`{"lastUpdateId":10,"bids":[["${bid}","500"]],"asks":[["${ask}","500"]]}`);
  });
  let subscriber: WebSocket | undefined;
  let sequence = 10;
  const { endpoints, close } = await serve(server, (socket) => {
    socket.on('message', () => {
      subscriber = socket;
      socket.send('{"result":null,"id":1}');
    });
  });
  return {
    endpoints,
    close,
    tick() {
      const size = sizeOf(++sequence);
      subscriber?.send(
        `{"stream":"btcusdt@bookTicker","data":{"u":${sequence},"s":"BTCUSDT","b":"${bid}","B":"${size}","a":"${ask}","A":"${size}"}}`,
      );
    },
  };
}

/** @param onSnapshot called when a depth snapshot is handed out */
export async function startBybit(quote: Quote, onSnapshot: () => void): Promise<ScriptedBybit> {
  let subscriber: WebSocket | undefined;
  let update = 1;
  let silent = false;
  let waiting = false;

  function book(type: 'snapshot' | 'delta'): string {
    const size = sizeOf(update);
    const sides = { b: [[quote.bid, size]], a: [[quote.ask, size]] };
    const data = { s: 'BTCUSDT', ...sides, u: update, seq: update * 10 };
    return JSON.stringify({ topic: 'orderbook.50.BTCUSDT', type, ts: Date.now(), data });
  }

  function snapshot(): void {
    waiting = silent;
    if (silent) return;
    onSnapshot();
    update++;
    subscriber?.send(book('snapshot'));
  }

  const { endpoints, close } = await serve(createServer(), (socket) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (!text.includes('"subscribe"') || !text.includes('orderbook.50')) return;
      subscriber = socket;
      snapshot();
    });
  });
  return {
    endpoints,
    close,
    tick() {
      if (silent) return;
      update++;
      subscriber?.send(book('delta'));
    },
    gap() {
      silent = true;
      update += 5;
      subscriber?.send(book('delta'));
    },
    release() {
      silent = false;
      if (waiting) snapshot();
    },
    forget() {
      silent = false;
    },
  };
}

async function serve(server: Server, onConnection: (socket: WebSocket) => void) {
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', onConnection);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoints: { restUrl: `http://${at}`, publicWsUrl: `ws://${at}`, privateWsUrl: `ws://${at}` },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
