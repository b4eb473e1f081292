import { join } from 'node:path';
import { ConfigError } from '../config/errors';
import { loadConfig, type LoadedConfig } from '../config/load';
import type { Config } from '../config/schema';
import { createBackgroundTasks, type BackgroundTasks } from '../runtime/backgroundTask';
import { systemClock, type Clock } from '../runtime/clock';
import { createLogger, type Logger } from '../runtime/logger';
import { projectRoot } from '../runtime/projectRoot';
import { repeat } from '../runtime/repeat';
import { createShutdown, type Shutdown } from '../runtime/shutdown';
import { createDatabase, type Database } from '../storage/database';
import { createHeartbeats } from '../storage/heartbeats';
import { createJournal } from '../storage/journal';
import type { Journal } from '../execution/journal';
import { journalSettings } from './journalSettings';
import { createRedisLink, type RedisLink } from '../storage/redis/redisLink';

/** What every process of ours has: configuration, logs, the database, a way to end in order. */
export interface CoreContext {
  readonly name: string;
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly tasks: BackgroundTasks;
  readonly shutdown: Shutdown;
  readonly database: Database;
  /**
   * For what is written again within a second or is only shown: leases, heartbeats, limits' levels, the discovery log. Their commits wait for
   * no disk, so that they neither hold rows that begins need nor stand before a begin's own flush.
   */
  readonly fleeting: Pick<Database, 'query'>;
  readonly journal: Journal;
}

/** What the processes have that trade and report. */
export interface ProcessContext extends CoreContext {
  readonly redis: RedisLink;
}

const HEARTBEAT_MS = 5_000;
const REDIS_TIMEOUT_MS = 500;
const FLEETING = { maxConnections: 2, statementTimeoutMs: 5_000, durable: false } as const;

/** Loads the configuration of this process from files and environment. @throws ConfigError */
export function loadProcessConfig(): LoadedConfig {
  const root = projectRoot();
  const environment = process.env;
  return loadConfig({
    root,
    userFile: environment['HOLDFAST_CONFIG'] ?? join(root, 'holdfast.yaml'),
    environment,
  });
}

const STORES = {
  database: { key: 'database.url', name: 'DATABASE_URL', of: ({ database }: Config) => database.url },
  redis: { key: 'redis.url', name: 'REDIS_URL', of: ({ redis }: Config) => redis.url },
  temporal: {
    key: 'temporal.address',
    name: 'TEMPORAL_ADDRESS',
    of: ({ temporal }: Config) => temporal.address,
  },
} as const;

/** @throws ConfigError that names the variable of a store without an address */
function requireStores(config: Config, stores: readonly (keyof typeof STORES)[]): void {
  const missing = stores.map((store) => STORES[store]).filter(({ of }) => of(config) === '');
  if (missing.length === 0) return;
  throw new ConfigError(
    missing.map(({ key, name }) => ({
      key,
      problem: `is empty: set ${name}, or start with ./holdfast up, which starts what is missing`,
      source: 'defaults',
    })),
  );
}

/** For a process that needs nothing but PostgreSQL: the guard works while Redis and Temporal are down. */
export function openCoreProcess(name: string): CoreContext {
  const { config } = loadProcessConfig();
  requireStores(config, ['database']);
  return openCore(name, config);
}

/** Opens the stores and begins to leave heartbeats; everything is closed in reverse order at the end. */
export function openProcess(name: string): ProcessContext {
  const { config } = loadProcessConfig();
  requireStores(config, ['database', 'redis', 'temporal']);
  const core = openCore(name, config);
  const redis = createRedisLink({
    url: config.redis.url,
    timeoutMs: REDIS_TIMEOUT_MS,
    onFailure: (what, error) => {
      core.logger.warn({ event: 'redis.failed', what, err: error });
    },
  });
  core.shutdown.add({
    name: 'redis',
    stop() {
      redis.close();
      return Promise.resolve();
    },
  });
  return { ...core, redis };
}

function openCore(name: string, config: Config): CoreContext {
  const logger = createLogger({ module: name, level: config.log.level, bindings: { mode: config.mode } });
  const shutdown = createShutdown({ logger, process });
  const database = createDatabase(config.database.url);
  const fleeting = createDatabase(config.database.url, FLEETING);
  const heartbeats = createHeartbeats(fleeting);
  const beating = repeat(() => heartbeats.beat(name), { name: 'heartbeat', everyMs: HEARTBEAT_MS, logger });
  shutdown.add({
    name: 'database',
    async stop() {
      await beating.stop();
      await Promise.all([database.close(), fleeting.close()]);
    },
  });
  const journal = createJournal(database, journalSettings(config));
  const tasks = createBackgroundTasks(logger);
  return { name, config, logger, clock: systemClock, tasks, shutdown, database, fleeting, journal };
}
