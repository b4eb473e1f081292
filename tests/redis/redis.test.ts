import { randomUUID } from 'node:crypto';
import { asPrice } from '../../domain/money';
import { createLatestPrices } from '../../storage/redis/latestPrices';
import { createRedisLink, type RedisLink } from '../../storage/redis/redisLink';
import { createTradeEvents, type TradeEvent } from '../../storage/redis/tradeEvents';
import { startRedis } from '../services';

jest.setTimeout(60_000); // the first suite of a run starts Redis

let link: RedisLink | undefined;
afterEach(() => link?.close());

/** A link that is up, or `undefined` (said aloud) where this machine can have no Redis. */
async function connected(): Promise<RedisLink | undefined> {
  const url = await startRedis();
  if (url === undefined) {
    process.stderr.write('skipped: no Redis can be had on this machine\n');
    return undefined;
  }
  const opened = createRedisLink({ url, timeoutMs: 1_000, onFailure: () => undefined });
  link = opened;
  while ((await opened.attempt('ping', (redis) => redis.ping())) === undefined)
    await new Promise(setImmediate);
  return opened;
}

/** Collects what is told and hands out a promise of the next. */
function inbox<T>(): { tell: (value: T) => void; next: () => Promise<T> } {
  const values: { value: T }[] = [];
  const waiting: ((value: T) => void)[] = [];
  return {
    tell(value) {
      const taker = waiting.shift();
      if (taker === undefined) values.push({ value });
      else taker(value);
    },
    next() {
      const told = values.shift();
      return told === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(told.value);
    },
  };
}

it('keeps the newest offered price of an instrument, with a time to live', async () => {
  const redis = await connected();
  if (redis === undefined) return;
  const instrumentId = `binance:${randomUUID()}`;
  const prices = createLatestPrices({ link: redis, mode: 'simulator', ttlMs: 60_000 });
  const at = (receivedAtMs: number, bid: string) => ({
    instrumentId,
    bid: asPrice(bid),
    ask: asPrice('60001'),
    receivedAtMs,
  });
  prices.offer(at(1, '59999'));
  prices.offer(at(2, '60000'));
  await prices.flush();

  expect(await prices.read([instrumentId, 'binance:none'])).toEqual(
    new Map([[instrumentId, at(2, '60000')]]),
  );
  const ttlMs = await redis.attempt('pttl', (client) => client.pttl(`price:simulator:${instrumentId}`));
  expect(ttlMs).toBeGreaterThan(0);
  expect(ttlMs).toBeLessThanOrEqual(60_000);
});

it('leaves a damaged price out', async () => {
  const redis = await connected();
  if (redis === undefined) return;
  const instrumentId = `binance:${randomUUID()}`;
  const damaged = '{"bid":1e3,"ask":"60001","receivedAtMs":1}';
  await redis.attempt('damage', (client) =>
    client.set(`price:simulator:${instrumentId}`, damaged, 'PX', 60_000),
  );
  const prices = createLatestPrices({ link: redis, mode: 'simulator', ttlMs: 60_000 });

  expect(await prices.read([instrumentId])).toEqual(new Map());
});

it('tells trade events to a subscriber, again after its connection broke, and skips what is none', async () => {
  const redis = await connected();
  if (redis === undefined) return;
  const events = createTradeEvents({ link: redis });
  const event: TradeEvent = {
    mode: 'simulator',
    tradeId: `spread/${randomUUID()}`,
    strategy: 'spread',
    symbol: 'BTC/USDT',
    state: 'opening',
    cause: 'edge',
    atMs: 1,
  };
  const received = inbox<TradeEvent>();
  const subscribed = inbox<undefined>();
  const bad = inbox<string>();
  const stop = events.subscribe({
    onEvent: received.tell,
    onSubscribed: () => {
      subscribed.tell(undefined);
    },
    onBadMessage: bad.tell,
  });

  await subscribed.next();
  await events.publish(event);
  expect(await received.next()).toEqual(event);

  await redis.attempt('kill', (client) => client.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
  await subscribed.next();
  await redis.attempt('garbage', (client) => client.publish('arbitrage:execution', 'garbage'));
  await events.publish({ ...event, state: 'settling' });
  expect(await bad.next()).toBe('garbage');
  expect(await received.next()).toEqual({ ...event, state: 'settling' });
  stop();
});
