import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { z } from 'zod';
import { demoKeysOf } from '../../cli/demo/demoKeys';
import { builtRoot } from '../../cli/ownProcesses';
import { clusterFolder } from '../../runtime/embedded/postgresCluster';
import { holdfast } from '../end-to-end/holdfastCommand';
import { startTestStack, type TestStack } from '../stack/testStack';
import { untilClosed } from '../stack/untilClosed';
import { canariesIn, canariesInFiles, type Canaries } from './leaks';

jest.setTimeout(180_000);

/** Where keys and addresses with passwords belong: read by their user alone. */
const STORES = new Set(['keys.json', 'running.json']);
const VENUES = ['binance', 'bybit'] as const;
const table = z.object({ name: z.string() });
const row = z.object({ text: z.string() });

/** The keys that the stack trades with, each of them random and seen nowhere else. */
function canariesOf(folder: string): Canaries {
  return new Map(
    [...demoKeysOf(folder, VENUES)].flatMap(([venue, keys]) =>
      Object.entries(keys).flatMap(([role, { apiKey, apiSecret }]) => [
        [`${venue} ${role} key`, apiKey] as const,
        [`${venue} ${role} secret`, apiSecret] as const,
      ]),
    ),
  );
}

describe('the search for canaries', () => {
  it('finds one in a log line, a URL, a payload and a file, so that it can fail', async () => {
    const canaries: Canaries = new Map([['planted', 'k0123456789abcdef/+x']]);
    const planted = 'k0123456789abcdef/+x';
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    for (const text of [
      `{"event":"x","headers":{"X-MBX-APIKEY":"${planted}"}}`,
      `https://venue/?apiKey=${encodeURIComponent(planted)}`,
      ...['', 'a', 'ab'].map((before) => base64(`{${before}"key":"${planted}"}`)),
    ])
      expect(canariesIn(text, canaries)).toEqual(['planted']);
    expect(canariesIn('k0123456789abcdef', canaries)).toEqual([]);

    const folder = mkdtempSync(join(tmpdir(), 'holdfast-canary-'));
    writeFileSync(join(folder, 'leak.log'), `..${planted}..`);
    writeFileSync(join(folder, 'keys.json'), planted);
    expect(await canariesInFiles(folder, canaries, STORES)).toEqual([`${join(folder, 'leak.log')}: planted`]);
    rmSync(folder, { recursive: true });
  });
});

describe('keys of a stack that trades', () => {
  let stack: TestStack;
  let canaries: Canaries;
  beforeAll(async () => {
    stack = await startTestStack({ variables: { LOG_LEVEL: 'debug' } });
    canaries = canariesOf(stack.folder);
    await untilClosed(stack, { outcome: 'completed', count: 5 });
    await startWithWrongSecret();
  });
  afterAll(() => stack.stop());

  /** What a person sees whose keys the venue refuses. */
  let refused = '';
  async function startWithWrongSecret(): Promise<void> {
    const keys = demoKeysOf(stack.folder, VENUES);
    const [binance, bybit] = [keys.get('binance')?.trader, keys.get('bybit')?.trader];
    const { addresses } = stack.session;
    const child = spawn(process.execPath, [builtRoot('workers/operations.main.js')], {
      env: {
        ...process.env,
        ...stack.tradingVariables,
        DATABASE_URL: addresses.databaseUrl,
        REDIS_URL: addresses.redisUrl,
        TEMPORAL_ADDRESS: addresses.temporalAddress,
        // one key of the other venue, one secret of the other: real canaries, and the venue refuses them
        BINANCE_API_KEY: binance?.apiKey,
        BINANCE_API_SECRET: bybit?.apiSecret,
        LOG_LEVEL: 'trace',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // the venue is known from before, so that the process goes on without it and says why
    const told = new Promise<void>((resolve) => {
      const listen = (bytes: Buffer) => {
        refused += bytes.toString();
        if (refused.includes('venue.awayAtStart')) resolve();
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
    });
    const closed = once(child, 'close');
    await Promise.race([told, closed]);
    child.kill('SIGTERM');
    await closed;
  }

  it('stand in no log, no judge log and no file of any service', async () => {
    expect(await canariesInFiles(stack.folder, canaries, STORES)).toEqual([]);
    expect(await canariesInFiles(clusterFolder(stack.folder), canaries, STORES)).toEqual([]);
  });

  it('stand in no workflow history', async () => {
    const client = await stack.session.temporal();
    let histories = 0;
    for await (const { workflowId, runId } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      expect(canariesIn(historyToJSON(history), canaries)).toEqual([]);
      histories += 1;
    }
    expect(histories).toBeGreaterThanOrEqual(5);
  });

  it('stand in no table', async () => {
    const names = await stack.database.query({
      name: 'tables',
      text: `select table_name::text as name from information_schema.tables where table_schema = 'public'`,
      values: [],
    });
    for (const { name } of names.map((each) => table.parse(each))) {
      const rows = await stack.database.query({
        name: `all_${name}`,
        text: `select t::text as text from "${name}" t`,
        values: [],
      });
      expect(canariesIn(rows.map((each) => row.parse(each).text).join('\n'), canaries)).toEqual([]);
    }
    expect(names.length).toBeGreaterThan(10);
  });

  it('stand in no error of a process whose keys are refused', () => {
    expect(refused).toMatch(/binance did not answer/);
    expect(canariesIn(refused, canaries)).toEqual([]);
  });

  it.each([
    [['config', 'print']],
    [['config', 'print', '--json']],
    [['trades', 'list', '--json']],
    [['health', '--json']],
    [['preflight']],
    [['preflight', '--json']],
    [['up', '--for', '1s']],
  ])('stand in no answer and no error of `holdfast %s`', async (args) => {
    const { addresses } = stack.session;
    const environment = {
      ...stack.tradingVariables,
      DATABASE_URL: addresses.databaseUrl,
      REDIS_URL: addresses.redisUrl ?? '',
      TEMPORAL_ADDRESS: addresses.temporalAddress,
      HOLDFAST__VENUES__BYBIT__REST_URL:
        args[0] === 'up'
          ? 'http://127.0.0.1:1'
          : (stack.tradingVariables['HOLDFAST__VENUES__BYBIT__REST_URL'] ?? ''),
      LOG_LEVEL: 'debug',
    };
    const { stdout, stderr } = await holdfast(args, { home: join(stack.folder, 'home'), environment });
    expect((stdout + stderr).length).toBeGreaterThan(10);
    expect(canariesIn(stdout + stderr, canaries)).toEqual([]);
  });
});
