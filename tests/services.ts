import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { cacheFolder } from '../runtime/dataFolder';
import { planEmbeddedServices, type EmbeddedServices } from '../runtime/embedded/embeddedServices';
import { projectRoot } from '../runtime/projectRoot';
import { createSupervisor } from '../runtime/supervisor';
import { migrateLatest } from '../storage/migrate';
import { SEARCH_ATTRIBUTES } from '../workflows/messages';

/**
 * Services of one jest run: the first suite that asks starts them, later ones adopt them, `closeServices.ts` stops them at the end.
 * Isolation: a fresh database per `createDatabase()`, queue and workflow names of its own in Temporal, key prefixes in Redis.
 */
type Service = 'postgres' | 'redis' | 'temporal';

export interface TestPostgres {
  /** URL of a new database with the newest schema. */
  createDatabase(): Promise<string>;
}

export interface TestTemporal {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
}

const NAMESPACE = 'holdfast';
const TEMPLATE = 'migrated';
const ANY_PORTS = { postgres: 0, redis: 0, temporal: 0, temporalUi: 0, temporalMetrics: 0 };

/** The run's PostgreSQL, without fsync. */
export async function startPostgres(): Promise<TestPostgres> {
  const { databaseUrl } = await startOnce('postgres');
  return { createDatabase: () => exclusively('template', () => cloneMigrated(databaseUrl)) };
}

/** URL of the run's Redis; `undefined` where none can be had. */
export async function startRedis(): Promise<string | undefined> {
  return (await startOnce('redis')).redisUrl;
}

/** The run's Temporal server with our namespace and search attributes. */
export async function startTemporal(): Promise<TestTemporal> {
  return { address: (await startOnce('temporal')).temporalAddress, namespace: NAMESPACE };
}

function startOnce(service: Service): Promise<EmbeddedServices> {
  return exclusively(service, async () => {
    const dataFolder = join(runFolder(), service);
    mkdirSync(dataFolder, { recursive: true });
    const services = await planEmbeddedServices({
      dataFolder,
      cacheFolder: cacheFolder(process.env),
      nodeModules: join(projectRoot(), 'node_modules'),
      environment: process.env,
      durability: 'none',
      ports: ANY_PORTS,
      namespace: NAMESPACE,
      searchAttributes: SEARCH_ATTRIBUTES,
      given: {
        ...(service === 'postgres' ? {} : { databaseUrl: 'none' }),
        ...(service === 'redis' ? {} : { redisUrl: 'none' }),
        ...(service === 'temporal' ? {} : { temporalAddress: 'none' }),
      },
      onProgress: (line) => process.stderr.write(`${line}\n`),
    });
    const supervisor = createSupervisor({ dataFolder, environment: process.env, exclusive: false });
    await supervisor.start(services.specs);
    supervisor.release();
    return services;
  });
}

function runFolder(): string {
  const folder = process.env['HOLDFAST_TEST_SERVICES'];
  if (folder === undefined)
    throw new Error('HOLDFAST_TEST_SERVICES is not set: run by jest --selectProjects integration');
  chmodSync(folder, 0o711); // PostgreSQL runs as another user when the tests run as root
  return folder;
}

/** Runs `work` while no other jest worker of this run does the same. */
async function exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const lock = join(runFolder(), `.${name}.lock`);
  while (!tryLock(lock)) await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    return await work();
  } finally {
    rmdirSync(lock);
  }
}

function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

/** Migrates one template a run and copies it: 50 ms in place of all migrations. */
async function cloneMigrated(clusterUrl: string): Promise<string> {
  const client = new Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [TEMPLATE]);
    if (rowCount === 0) {
      await client.query('drop database if exists migrating');
      await client.query('create database migrating');
      await migrateLatest(withDatabase(clusterUrl, 'migrating'));
      await client.query(`alter database migrating rename to ${TEMPLATE}`);
    }
    const name = `t_${randomUUID().replaceAll('-', '')}`;
    await client.query(`create database ${name} template ${TEMPLATE}`);
    return withDatabase(clusterUrl, name);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
