import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { Client } from 'pg';
import { cacheFolder } from '../../runtime/dataFolder';
import { planEmbeddedServices, type EmbeddedServices } from '../../runtime/embedded/embeddedServices';
import type { ProcessEvent } from '../../runtime/processLife';
import { projectRoot } from '../../runtime/projectRoot';
import { createSupervisor, type Supervisor } from '../../runtime/supervisor';

describe('embedded services', () => {
  let folder: string;
  let services: EmbeddedServices;
  let supervisor: Supervisor;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-embedded-'));
    services = await plan(folder);
    supervisor = await start(folder, services);
  }, 120_000);
  afterAll(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('keep what PostgreSQL has committed when it is killed, and bring it back', async () => {
    await query('create table kept (cents int)');
    await query('insert into kept values (42)');
    await killAndAwait('postgres');
    expect(await query('select cents from kept')).toEqual([{ cents: 42 }]);
  }, 60_000);

  it('commit durably unless a test asks otherwise', async () => {
    expect(await query("select current_setting('fsync') f, current_setting('synchronous_commit') s")).toEqual(
      [{ f: 'on', s: 'on' }],
    );
  });

  it('keep what Redis has written to its log', async () => {
    if (services.redisUrl === undefined) {
      process.stderr.write('skipped: no redis-server or valkey-server can be had here\n');
      return;
    }
    const redis = new Redis(services.redisUrl);
    await redis.set('kept', 'yes');
    redis.disconnect();
    await killAndAwait('redis');
    const again = new Redis(services.redisUrl);
    expect(await again.get('kept')).toBe('yes');
    again.disconnect();
  }, 60_000);

  it('are adopted with their ports and their data by the next supervisor', async () => {
    const before = supervisor.status().map(({ name, pid }) => ({ name, pid }));
    supervisor.release(); // as a killed supervisor leaves them
    const planned = await plan(folder);
    expect(planned.databaseUrl).toBe(services.databaseUrl);
    supervisor = await start(folder, planned);
    expect(supervisor.status().map(({ name, pid }) => ({ name, pid }))).toEqual(before);
  }, 60_000);

  async function query(sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: services.databaseUrl });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return rows;
  }

  async function killAndAwait(name: string): Promise<void> {
    const pid = supervisor.status().find((each) => each.name === name)?.pid;
    if (pid === undefined) throw new Error(`${name} does not run`);
    const back = nextRestart(supervisor, name);
    process.kill(pid, 'SIGKILL');
    await back;
  }
});

function plan(folder: string): Promise<EmbeddedServices> {
  return planEmbeddedServices({
    dataFolder: folder,
    cacheFolder: cacheFolder(process.env),
    nodeModules: join(projectRoot(), 'node_modules'),
    environment: process.env,
    durability: 'full',
    ports: { postgres: 0, redis: 0, temporal: 0, temporalUi: 0, temporalMetrics: 0 },
    namespace: 'holdfast',
    searchAttributes: [],
    given: { temporalAddress: 'not needed here' },
    onProgress: () => undefined,
  });
}

async function start(folder: string, services: EmbeddedServices): Promise<Supervisor> {
  const supervisor = createSupervisor({
    dataFolder: folder,
    environment: process.env,
    restartDelayMs: () => 20,
    exclusive: false,
  });
  await supervisor.start(services.specs);
  return supervisor;
}

function nextRestart(supervisor: Supervisor, name: string): Promise<ProcessEvent> {
  return new Promise((resolve) => {
    const stop = supervisor.onEvent((event) => {
      if (event.kind !== 'restarted' || event.name !== name) return;
      stop();
      resolve(event);
    });
  });
}
