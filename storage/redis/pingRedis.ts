import { Redis } from 'ioredis';

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
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw cause ?? error;
  } finally {
    redis.disconnect();
  }
}
