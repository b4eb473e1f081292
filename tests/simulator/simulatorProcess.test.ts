import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { BOOK, manualConfig, postJson } from './simulatorSetup';

const readyLine = z.object({
  event: z.literal('simulator.ready'),
  urls: z.object({ binance: z.string() }),
  adminUrl: z.string(),
});
type Ready = z.infer<typeof readyLine>;

jest.setTimeout(60_000);

/** The process killed without warning: what it answered before, it must know after. */
describe('simulator process', () => {
  let folder: string;
  let child: ChildProcess;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-simulator-'));
    writeFileSync(join(folder, 'config.json'), JSON.stringify(manualConfig(folder)));
  });
  afterEach(async () => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  async function start(): Promise<Ready> {
    const root = resolve(__dirname, '../..');
    const args = [
      '-r',
      './tests/runTypeScript.cjs',
      'simulator/simulator.main.ts',
      join(folder, 'config.json'),
    ];
    child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    if (!child.stdout) throw new Error('no stdout');
    for await (const line of createInterface({ input: child.stdout })) {
      const ready = readyLine.safeParse(JSON.parse(line));
      if (ready.success) return ready.data;
    }
    throw new Error('the simulator ended before it was ready');
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }

  /** A signed Binance request; the parsed reply. */
  async function signed(method: string, path: string, parameters: Record<string, string>): Promise<unknown> {
    const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()) }).toString();
    const signature = createHmac('sha256', 'trader-secret').update(query).digest('hex');
    const headers = { 'X-MBX-APIKEY': 'trader-key' };
    return (await fetch(`${path}?${query}&signature=${signature}`, { method, headers })).json();
  }

  it('knows its orders, fills and balances after kill -9, and matches the order that rested', async () => {
    const before = await start();
    await postJson(`${before.adminUrl}/market`, { venue: 'binance', ...BOOK });
    const limit = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
    const orders = `${before.urls.binance}/api/v3/order`;
    const bought = { ...limit, side: 'BUY', price: '60010', newClientOrderId: 'bought' };
    expect(await signed('POST', orders, bought)).toMatchObject({ status: 'FILLED' });
    const rested = { ...limit, side: 'SELL', price: '60500', newClientOrderId: 'rested' };
    expect(await signed('POST', orders, rested)).toMatchObject({ status: 'NEW' });
    const account = await signed('GET', `${before.urls.binance}/api/v3/account`, {});
    await end('SIGKILL');

    const after = await start();
    const held = z.object({ balances: z.array(z.unknown()).min(2) }).parse(account);
    expect(await signed('GET', `${after.urls.binance}/api/v3/account`, {})).toMatchObject(held);
    const ask = (origClientOrderId: string) =>
      signed('GET', `${after.urls.binance}/api/v3/order`, { symbol: 'BTCUSDT', origClientOrderId });
    expect(await ask('bought')).toMatchObject({ status: 'FILLED', executedQty: '0.01000000' });
    expect(await ask('rested')).toMatchObject({ status: 'NEW' });
    const through = { ...BOOK, bids: [['60600.0', '1']], asks: [['60700.0', '1']] };
    await postJson(`${after.adminUrl}/market`, { venue: 'binance', ...through });
    expect(await ask('rested')).toMatchObject({ status: 'FILLED' });
  });

  it('ends with 0 on SIGTERM', async () => {
    await start();
    expect(await end('SIGTERM')).toBe(0);
  });
});
