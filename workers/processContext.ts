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
import { createRedisLink, type RedisLink } from '../storage/redis/redisLink';

/** What every process of ours has: configuration, logs, stores, a way to end in order. */
export interface ProcessContext {
  readonly name: string;
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly tasks: BackgroundTasks;
  readonly shutdown: Shutdown;
  readonly database: Database;
  readonly journal: Journal;
  readonly redis: RedisLink;
}

const HEARTBEAT_MS = 5_000;
const REDIS_TIMEOUT_MS = 500;

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

/** @throws ConfigError that names the variable of a store without an address */
function requireStores({ database, redis, temporal }: Config): void {
  const missing = [
    { key: 'database.url', name: 'DATABASE_URL', value: database.url },
    { key: 'redis.url', name: 'REDIS_URL', value: redis.url },
    { key: 'temporal.address', name: 'TEMPORAL_ADDRESS', value: temporal.address },
  ].filter(({ value }) => value === '');
  if (missing.length === 0) return;
  throw new ConfigError(
    missing.map(({ key, name }) => ({
      key,
      problem: `is empty: set ${name}, or start with ./holdfast up, which starts what is missing`,
      source: 'defaults',
    })),
  );
}

/** Opens the stores and begins to leave heartbeats; everything is closed in reverse order at the end. */
export function openProcess(name: string): ProcessContext {
  const { config } = loadProcessConfig();
  requireStores(config);
  const logger = createLogger({ module: name, level: config.log.level, bindings: { mode: config.mode } });
  const shutdown = createShutdown({ logger, process });
  const database = createDatabase(config.database.url);
  const redis = createRedisLink({
    url: config.redis.url,
    timeoutMs: REDIS_TIMEOUT_MS,
    onFailure: (what, error) => {
      logger.warn({ event: 'redis.failed', what, err: error });
    },
  });
  const heartbeats = createHeartbeats(database);
  const beating = repeat(() => heartbeats.beat(name), { name: 'heartbeat', everyMs: HEARTBEAT_MS, logger });
  shutdown.add({
    name: 'stores',
    async stop() {
      await beating.stop();
      redis.close();
      await database.close();
    },
  });
  const journal = createJournal(database, {
    limitsMaxAgeMs: config.limits.maxAgeMs,
    denialWaitMs: config.limits.denialWaitMs,
    liveOrderPostingEnabled: config.latches.liveOrderPostingEnabled,
    ceilings: Object.keys(config.venues).map((venue) => ({ venue, ...config.ceilings })),
  });
  const tasks = createBackgroundTasks(logger);
  return { name, config, logger, clock: systemClock, tasks, shutdown, database, journal, redis };
}
