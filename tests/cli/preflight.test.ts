import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EXIT } from '../../cli/exitCodes';
import { createControls } from '../../storage/controls';
import { createDatabase } from '../../storage/database';
import {
  CONTRACT_CREDENTIALS,
  startContractSimulator,
  type ContractSimulator,
} from '../contract/contractSimulator';
import { startPostgres } from '../services';
import { command } from './command';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL

const { apiKey, apiSecret } = CONTRACT_CREDENTIALS;
const NOWHERE = 'http://127.0.0.1:1';
const reportSchema = z.object({
  mode: z.string(),
  counts: z.record(z.string(), z.number()),
  checks: z.array(
    z.object({
      group: z.string(),
      name: z.string(),
      state: z.string(),
      found: z.string(),
      remedy: z.string().optional(),
    }),
  ),
});

let home: string;
let closing: (() => Promise<unknown>)[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-preflight-'));
  closing = [];
});
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  rmSync(home, { recursive: true, force: true });
});

async function startVenue(
  ...[venue, rights]: Parameters<typeof startContractSimulator>
): Promise<ContractSimulator> {
  const simulator = await startContractSimulator(venue, rights);
  closing.push(() => simulator.close());
  return simulator;
}

/** Answers the time, and everything else with an error that repeats the key that it was sent. */
async function startTalkativeVenue(): Promise<string> {
  const server: Server = createServer((request, response) => {
    const isTime = request.url?.startsWith('/api/v3/time') ?? false;
    response.statusCode = isTime ? 200 : 400;
    const key = String(request.headers['x-mbx-apikey']);
    response.end(
      JSON.stringify(isTime ? { serverTime: Date.now() } : { code: -2014, msg: `key ${key} is unknown` }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What sends the simulator's mode to these addresses; nothing answers where none is given. */
function environmentOf(urls: { readonly binance?: string; readonly bybit?: string }): Record<string, string> {
  const of = (venue: string, url = NOWHERE) => ({
    [`HOLDFAST__VENUES__${venue}__REST_URL`]: url,
    [`HOLDFAST__VENUES__${venue}__PUBLIC_WS_URL`]: url.replace('http', 'ws'),
    [`HOLDFAST__VENUES__${venue}__PRIVATE_WS_URL`]: url.replace('http', 'ws'),
    [`${venue}_API_KEY`]: apiKey,
    [`${venue}_API_SECRET`]: apiSecret,
  });
  return {
    HOLDFAST_HOME: home,
    HOLDFAST__MODE: 'simulator',
    ...of('BINANCE', urls.binance),
    ...of('BYBIT', urls.bybit),
  };
}

/** Runs it in both forms, since both are read by people: no key may stand in either. */
async function preflight(environment: Record<string, string>) {
  const text = await command(['preflight'], environment);
  const json = await command(['preflight', '--json'], environment);
  for (const { stdout, stderr } of [text, json]) {
    expect(stderr).toBe('');
    expect(stdout).not.toContain(apiKey);
    expect(stdout).not.toContain(apiSecret);
  }
  const report = reportSchema.parse(JSON.parse(json.stdout));
  return {
    text: text.stdout,
    exitCode: json.exitCode,
    report,
    check: (name: string) => report.checks.find((each) => each.name === name),
  };
}

describe('holdfast preflight', () => {
  it('finds the keys that may withdraw and may not trade, by venue and right, at the venues themselves', async () => {
    const binance = await startVenue('binance', { withdraw: true });
    const bybit = await startVenue('bybit', { trade: false });
    const { check, text, exitCode } = await preflight(
      environmentOf({ binance: binance.url, bybit: bybit.url }),
    );
    expect(check('binance trader withdraw')).toMatchObject({
      group: 'permission',
      state: 'fail',
      found: 'MAY WITHDRAW',
      remedy: expect.stringContaining('KEY_WITHDRAWS') as unknown,
    });
    expect(check('bybit trader trade')).toMatchObject({ state: 'fail', found: 'may not trade' });
    expect(check('binance trader trade')).toMatchObject({ state: 'pass' });
    expect(check('bybit trader withdraw')).toMatchObject({ state: 'pass' });
    for (const venue of ['binance', 'bybit']) {
      expect(check(`${venue} guard key`)).toMatchObject({ state: 'warn' });
      expect(check(`${venue} clock`)).toMatchObject({ state: 'pass' });
      expect(check(`${venue} balances`)?.found).toMatch(
        /^free: 10000(\.0+)? USDT, 10(\.0+)? BTC; none of ETH/,
      );
    }
    expect(check('3 keys')).toMatchObject({
      state: 'off',
      found: 'binance trader: KEY_WITHDRAWS; bybit trader: KEY_CANNOT_TRADE',
    });
    expect(text).toMatch(/fail {2}binance trader withdraw +MAY WITHDRAW\n {8}→ make a key/);
    expect(exitCode).toBe(EXIT.notRunning); // nothing of Holdfast runs here
  });

  it('fails on a clock that is off, by the venue', async () => {
    const binance = await startVenue('binance');
    binance.core.faults.plant({ on: 'clock', skewMs: 800 });
    const { check } = await preflight(environmentOf({ binance: binance.url }));
    expect(check('binance clock')).toMatchObject({
      state: 'fail',
      found: expect.stringMatching(/^(79|80)\d ms/) as unknown,
    });
  });

  it('shows no key that the venue repeats, and calls it refused', async () => {
    const { check } = await preflight(environmentOf({ binance: await startTalkativeVenue() }));
    expect(check('binance trader key')).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('-2014 key [redacted] is unknown') as unknown,
    });
  });

  it('throws for nothing that is missing: no stack, no venue, no key', async () => {
    const { check, exitCode, report } = await preflight({ HOLDFAST_HOME: home });
    expect(report.mode).toBe('paper');
    expect(check('stack')).toMatchObject({
      state: 'fail',
      remedy: expect.stringContaining('holdfast up') as unknown,
    });
    expect(check('binance trader key')).toMatchObject({
      state: 'fail',
      found: 'missing',
      remedy: expect.stringMatching(
        /^paper\.binance\.apiKey and paper\.binance\.apiSecret: missing: set/,
      ) as unknown,
    });
    expect(
      report.checks.filter(({ state }) => state === 'fail').every(({ remedy }) => remedy !== undefined),
    ).toBe(true);
    expect(exitCode).toBe(EXIT.notRunning);
  });

  it('reads latches, limits and commits where the database answers, and changes nothing in it', async () => {
    const url = await (await startPostgres()).createDatabase();
    const database = createDatabase(url);
    closing.push(() => database.close());
    const tables = [
      'settings',
      'controls',
      'audit_log',
      'limits',
      'incidents',
      'heartbeats',
      'freeze_switch',
    ];
    const contents = () =>
      Promise.all(
        tables.map((table) =>
          database.query({ name: table, text: `select t::text from ${table} t`, values: [] }),
        ),
      );
    await createControls(database).set({
      scope: 'venue',
      key: 'bybit',
      state: 'paused',
      reason: 'x',
      setBy: 'ada',
    });
    const before = await contents();
    const { check } = await preflight({
      ...environmentOf({}),
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(check('4 trading mode')?.found).toMatch(/^PAPER, set by installation at 20/);
    expect(check('postgres')).toMatchObject({ state: 'pass' });
    expect(check('postgres commits')).toMatchObject({
      state: 'off',
      found: expect.stringContaining('no standby') as unknown,
    });
    expect(check('control venue bybit')).toMatchObject({ group: 'stop', state: 'warn' });
    expect(check('freshness')).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('never refreshed') as unknown,
    });
    expect(check('temporal')).toMatchObject({ state: 'fail' });
    expect(check('redis')).toMatchObject({ state: 'fail' });
    expect(check('trader')).toMatchObject({ state: 'fail' });
    expect(await contents()).toEqual(before);
  });

  it('asks the simulated venues of a running demo with the keys of that demo', async () => {
    const venues = { binance: await startVenue('binance'), bybit: await startVenue('bybit') };
    const folder = join(home, 'demo');
    mkdirSync(folder);
    const keys = { trader: CONTRACT_CREDENTIALS, guard: CONTRACT_CREDENTIALS };
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ binance: keys, bybit: keys }));
    const endpoints = (url: string) => ({
      restUrl: url,
      publicWsUrl: url.replace('http', 'ws'),
      privateWsUrl: url.replace('http', 'ws'),
    });
    const running = {
      command: 'demo',
      pid: process.pid,
      startedAtMs: Date.now(),
      databaseUrl: 'postgres://127.0.0.1:1/gone',
      temporalAddress: '127.0.0.1:1',
      temporalNamespace: 'holdfast',
      mode: 'simulator',
      symbols: ['BTC/USDT'],
      venues: { binance: endpoints(venues.binance.url), bybit: endpoints(venues.bybit.url) },
    };
    writeFileSync(join(folder, 'running.json'), JSON.stringify(running));
    const { check, report } = await preflight({ HOLDFAST_HOME: home });
    expect(report.mode).toBe('simulator');
    for (const venue of ['binance', 'bybit'])
      expect(check(`${venue} trader key`)).toMatchObject({ state: 'pass', found: 'the venue takes it' });
    // the symbols of that demo, not those of the configuration
    expect(check('bybit balances')?.found).not.toContain('none of');
    expect(check('postgres')).toMatchObject({ state: 'fail' });
  });
});
