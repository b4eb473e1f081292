import { Redis } from 'ioredis';
import { within } from '../../runtime/within';

/** Connects, asks once and hangs up. @throws Error as the connection gave it where Redis does not answer within `timeoutMs` */
export async function pingRedis(url: string, timeoutMs: number): Promise<void> {
  let cause: Error | undefined;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', (error: Error) => {
    cause ??= error; // the promise only says that the connection is closed
  });
  try {
    await within(timeoutMs, 'the answer', connectAndPing(redis));
  } catch (error) {
    throw cause ?? error;
  } finally {
    redis.disconnect();
  }
}

async function connectAndPing(redis: Redis): Promise<void> {
  await redis.connect();
  await redis.ping();
}
