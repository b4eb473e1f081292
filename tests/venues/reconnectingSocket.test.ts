import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { systemClock } from '../../runtime/clock';
import { createReconnectingSocket, type ReconnectingSocket } from '../../venues/reconnectingSocket';
import { silentLogger } from './silentLogger';

describe('reconnectingSocket', () => {
  let server: WebSocketServer;
  let socket: ReconnectingSocket;
  let opened: number;
  let downReasons: string[];
  let delays: number[];

  async function start(autoPong: boolean): Promise<void> {
    opened = 0;
    downReasons = [];
    delays = [];
    server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    socket = createReconnectingSocket({
      name: 'test',
      url: () => `ws://127.0.0.1:${port}`,
      clock: systemClock,
      logger: silentLogger,
      onOpen: () => opened++,
      onMessage: () => undefined,
      onDown: (reason) => downReasons.push(reason),
      settings: {
        pingIntervalMs: 10,
        silentMs: 30,
        backOffMs: (attempt) => {
          delays.push(attempt);
          return 1;
        },
      },
    });
    socket.start();
  }

  async function nextConnection(): Promise<WebSocket> {
    const [connection] = (await once(server, 'connection')) as [WebSocket];
    return connection;
  }

  afterEach(async () => {
    await socket.stop();
    server.close();
    await once(server, 'close');
  });

  it('comes back when the peer cuts the connection', async () => {
    await start(true);
    (await nextConnection()).terminate();
    const second = await nextConnection();
    expect(second.readyState).toBe(second.OPEN);
    expect(downReasons).toEqual(['disconnected']);
  });

  it('leaves a connection on which nothing arrives, not even pongs', async () => {
    await start(false);
    await nextConnection();
    await nextConnection();
    expect(downReasons).toEqual(['silent']);
    expect(delays).toEqual([0]);
  });

  it('says goodbye with a close frame when stopped', async () => {
    await start(true);
    const connection = await nextConnection();
    const closed = once(connection, 'close') as Promise<[number]>;
    await once(connection, 'ping'); // open on both sides
    await socket.stop();
    expect((await closed)[0]).toBe(1000);
  });
});
