import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, readJudgeLog } from '../../simulator/judge';
import { SimulatorConfigError } from '../../simulator/simulatorConfig';
import { startSimulator, type Simulator } from '../../simulator/startSimulator';
import { silentLogger } from '../venues/silentLogger';
import { newOrder } from './memoryVenue';
import { BOOK, manualConfig, postJson } from './simulatorSetup';

describe('simulator in this process', () => {
  let dataFolder: string;
  let simulator: Simulator;
  beforeEach(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-simulator-'));
    simulator = await startSimulator(manualConfig(dataFolder), { logger: silentLogger });
  });
  afterEach(async () => {
    await simulator.stop();
    rmSync(dataFolder, { recursive: true });
  });

  const binance = () => {
    const venue = simulator.venues['binance'];
    if (!venue) throw new Error('no binance');
    return venue;
  };

  it('gives each account half of its value in coin and both keys of a venue the same account', () => {
    const [usdt, btc] = binance().balances('main');
    expect(usdt).toEqual({ asset: 'USDT', free: '50000', locked: '0' });
    expect(Number(btc?.free) * 61_800).toBeCloseTo(50_000, -1);
    expect(binance().credentials('guard-key')?.accountId).toBe(
      binance().credentials('trader-key')?.accountId,
    );
  });

  it('serves both venues and puts an exact book by the admin endpoint', async () => {
    const put = await postJson(`${simulator.adminUrl}/market`, { venue: 'binance', ...BOOK });
    expect(put.status).toBe(200);
    const depth = await fetch(`${simulator.urls['binance']}/api/v3/depth?symbol=BTCUSDT`);
    expect(await depth.json()).toMatchObject({ asks: [['60010.00000000', '1.00000000']] });
    expect((await fetch(`${simulator.urls['bybit']}/v5/market/time`)).status).toBe(200);
  });

  it('plants and clears faults and halts a market by the admin endpoint', async () => {
    const fault = { on: 'request', requestClass: 'order', fault: { kind: 'reject' } };
    await postJson(`${simulator.adminUrl}/faults`, { venue: 'binance', faults: [fault] });
    expect(binance().faults.pending()).toEqual([{ ...fault, after: 0, times: 1 }]);
    await fetch(`${simulator.adminUrl}/faults`, { method: 'DELETE' });
    expect(binance().faults.pending()).toEqual([]);
    await postJson(`${simulator.adminUrl}/halt`, { venue: 'binance', symbol: 'BTCUSDT', halted: true });
    expect(binance().submit('main', newOrder())).toEqual({ kind: 'rejected', reason: 'marketHalted' });
  });

  it.each([
    ['/faults', { venue: 'binance', faults: [{ on: 'nothing' }] }, 400],
    ['/faults', { venue: 'nowhere', faults: [{ on: 'clock', skewMs: 1 }] }, 404],
    ['/market', { venue: 'binance', symbol: 'NONE', bids: [], asks: [] }, 404],
    ['/market', { venue: 'binance', symbol: 'BTCUSDT', bids: [['1.001', '1']], asks: [] }, 400],
  ])('answers a mistake on %s with one sentence', async (path, body, status) => {
    const answer = await postJson(`${simulator.adminUrl}${path}`, body);
    expect(answer).toEqual({ status, reply: { error: expect.any(String) as string } });
  });

  it('tells the position of the judge log, from which a judge reads the rest', async () => {
    simulator.setBook({ venue: 'binance', ...BOOK });
    const reply = await fetch(`${simulator.adminUrl}/judge-log/position`);
    const { bytes, path } = (await reply.json()) as { bytes: number; path: string };
    binance().submit('main', newOrder({ price: '60010.0', clientOrderId: 'after' }));
    const { fills, orders } = judge(readJudgeLog(path, bytes));
    expect(orders).toMatchObject({ sent: 1, accepted: 1 });
    expect(fills.map(({ clientOrderId }) => clientOrderId)).toEqual(['after']);
  });
});

describe('a configuration that is not usable', () => {
  it('is refused with what is wrong', async () => {
    const config = { ...manualConfig('unused'), fees: 'free' };
    const start = startSimulator(config as never, { logger: silentLogger });
    await expect(start).rejects.toThrow(SimulatorConfigError);
    await expect(startSimulator(config as never, { logger: silentLogger })).rejects.toThrow('fees');
  });
});
