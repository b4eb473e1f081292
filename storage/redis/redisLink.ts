import { Redis } from 'ioredis';

export interface RedisLinkDeps {
  /** `redis://127.0.0.1:6379` */
  readonly url: string;
  /** Longest that any caller waits for Redis, in ms. */
  readonly timeoutMs: number;
  /** Told of each failed call or lost connection, for the log and the metric; must not throw. */
  readonly onFailure: (what: string, error: Error) => void;
}

/**
 * One connection on which nothing important may depend: Redis informs, Postgres decides. Each call is bounded in time, and a
 * failure is counted and comes back as `undefined`, so that losing Redis costs a caller a stale display and nothing else.
 */
export interface RedisLink {
  /** The call's answer, or `undefined` where Redis did not give one in time. Never throws. */
  attempt<T>(what: string, call: (redis: Redis) => Promise<T>): Promise<T | undefined>;
  /** A second connection for a subscriber, under the same bounds. */
  subscriber(): Redis;
  /** Calls that failed or timed out since the start. */
  failures(): number;
  close(): void;
}

const MAX_RETRY_DELAY_MS = 2_000;

/** Thrown inside `attempt` where Redis took too long; reaches `onFailure` only. */
class RedisTimeoutError extends Error {
  override readonly name = 'RedisTimeoutError';
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/** Connects in the background and keeps reconnecting until `close`. */
export function createRedisLink(deps: RedisLinkDeps): RedisLink {
  const connections: Redis[] = [];
  let failures = 0;

  function fail(what: string, error: Error): void {
    failures += 1;
    deps.onFailure(what, error);
  }

  function connect(): Redis {
    const connection = openConnection(deps);
    connection.on('error', (error: Error) => {
      deps.onFailure('connection', error);
    });
    connections.push(connection);
    return connection;
  }

  const main = connect();
  return {
    async attempt(what, call) {
      try {
        return await within(deps.timeoutMs, call(main));
      } catch (error) {
        fail(what, error instanceof Error ? error : new Error(String(error)));
        return undefined;
      }
    },
    subscriber: connect,
    failures: () => failures,
    close() {
      for (const connection of connections) connection.disconnect();
    },
  };
}

function openConnection({ url, timeoutMs }: RedisLinkDeps): Redis {
  return new Redis(url, {
    // While Redis is away a call fails at once; a queue would only deliver old prices later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    disconnectTimeout: timeoutMs,
    // A frozen server keeps its socket open: drop it, so that unanswered commands don't pile up here.
    socketTimeout: 4 * timeoutMs,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), MAX_RETRY_DELAY_MS),
  });
}

async function within<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new RedisTimeoutError(timeoutMs));
    }, timeoutMs);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
