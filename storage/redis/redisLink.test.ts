import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { asPrice } from '../../domain/money';
import { createLatestPrices } from './latestPrices';
import { createRedisLink, type RedisLink } from './redisLink';
import { createTradeEvents } from './tradeEvents';

/** Accepts and never answers, as a frozen Redis does. */
async function silentServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
  });
  const port = await listen(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that refuses, because its listener is gone. */
async function refusingUrl(): Promise<string> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return `redis://127.0.0.1:${port}`;
}

const btc = {
  instrumentId: 'binance:BTC/USDT',
  bid: asPrice('60000.1'),
  ask: asPrice('60000.2'),
  receivedAtMs: 1,
};

describe('a Redis that is away', () => {
  let link: RedisLink | undefined;
  let told: string[] = [];
  const connectTo = (url: string): RedisLink => {
    told = [];
    link = createRedisLink({ url, timeoutMs: 40, onFailure: (what) => told.push(what) });
    return link;
  };
  afterEach(() => link?.close());

  it('answers nothing and is counted when the port refuses', async () => {
    const refused = connectTo(await refusingUrl());
    await expect(refused.attempt('ping', (redis) => redis.ping())).resolves.toBeUndefined();
    expect(refused.failures()).toBe(1);
    expect(told).toContain('ping');
  });

  it('answers nothing when the server accepts the connection and stays silent', async () => {
    const server = await silentServer();
    const silent = connectTo(server.url);
    await expect(silent.attempt('ping', (redis) => redis.ping())).resolves.toBeUndefined();
    expect(silent.failures()).toBe(1);
    silent.close();
    await server.stop();
  });

  it('gives a caller up to its time limit and no more when a command hangs', async () => {
    const hanging = connectTo(await refusingUrl());
    const answer = hanging.attempt('hangs', () => new Promise<string>(() => undefined));
    await expect(answer).resolves.toBeUndefined();
    expect(told).toContain('hangs');
  });

  it('breaks neither prices nor trade events', async () => {
    const away = connectTo(await refusingUrl());
    const prices = createLatestPrices({ link: away, mode: 'simulator', ttlMs: 1_000 });
    prices.offer(btc);
    await prices.flush();
    await expect(prices.read([btc.instrumentId])).resolves.toEqual(new Map());
    await createTradeEvents({ link: away }).publish({
      mode: 'simulator',
      tradeId: 'spread/1',
      strategy: 'spread',
      symbol: 'BTC/USDT',
      state: 'opening',
      cause: 'edge',
      atMs: 1,
    });
    expect(away.failures()).toBe(3);
    expect(told).toEqual(
      expect.arrayContaining(['latestPrices.write', 'latestPrices.read', 'tradeEvents.publish']),
    );
  });
});
