import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAmount, asPrice, asQty } from '../../domain/money';
import { openJudgeLog, type JudgeRecord } from '../../simulator/judgeLog';
import type { LedgerFill } from '../../storage/ledger';
import { countsSince, judgeRun } from './judgeRun';

const inVenue = { venue: 'binance', accountId: 'main' };
const ofOrder = { ...inVenue, orderId: '1', symbol: 'BTCUSDT' };
const accepted = (timeMs: number, clientOrderId = 'hf1'): JudgeRecord => ({
  kind: 'accepted',
  ...ofOrder,
  clientOrderId,
  timeMs,
  side: 'buy',
  type: 'limit',
  timeInForce: 'IOC',
  price: '60000',
  qty: '0.01',
});
const filled: JudgeRecord = {
  kind: 'filled',
  ...ofOrder,
  clientOrderId: 'hf1',
  timeMs: 1_000,
  tradeId: 7,
  side: 'buy',
  price: '60000',
  qty: '0.01',
  quote: '600',
  base: 'BTC',
  quoteAsset: 'USDT',
  fee: '0.00001',
  feeAsset: 'BTC',
  liquidity: 'taker',
};
const opening: JudgeRecord = { kind: 'opening', ...inVenue, timeMs: 0, asset: 'USDT', amount: '1000' };

const booked: LedgerFill = {
  venue: 'binance',
  clientOrderId: 'hf1',
  venueTradeId: '7',
  qty: asQty('0.0100'),
  price: asPrice('60000.00'),
  fee: asAmount('0.00001'),
  feeAsset: 'BTC',
};

describe('countsSince', () => {
  it('counts an id that is accepted again in this run, whenever it was accepted first', () => {
    const log = [accepted(1_000), accepted(2_000), accepted(2_000, 'hf2')];
    expect(countsSince(log, 1_500)).toEqual({ ordersSent: 2, duplicates: 1 });
  });

  it('leaves the duplicates of an earlier run to it', () => {
    expect(countsSince([accepted(1_000), accepted(1_001)], 1_500)).toEqual({ ordersSent: 0, duplicates: 0 });
  });
});

describe('judgeRun', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-judge-'));
    path = join(folder, 'judge-log.jsonl');
    const { log } = openJudgeLog({ path, sync: 'kernel' });
    log.append([opening, accepted(1_000), filled]);
    log.close();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Books whose fills arrive at the given reading; balances are always right. */
  function books(arrivesAtReading: number) {
    let reading = 0;
    return {
      judgeLogPath: path,
      untilSettled: () => Promise.resolve(),
      ledger: {
        fills: () => Promise.resolve(++reading >= arrivesAtReading ? [booked] : []),
        balances: () =>
          Promise.resolve([
            { venue: 'binance', asset: 'USDT', balance: asAmount('400') },
            { venue: 'binance', asset: 'BTC', balance: asAmount('0.00999') },
          ]),
        faults: () => Promise.resolve([]),
      },
    };
  }

  it('finds nothing where every fill and every unit is booked', async () => {
    await expect(judgeRun(books(1), 0)).resolves.toEqual({
      ordersSent: 1,
      duplicates: 0,
      differences: [],
    });
  });

  it('reads again before it calls something a difference', async () => {
    await expect(judgeRun(books(2), 0)).resolves.toMatchObject({ differences: [] });
  });

  it('reports a fill that is never booked', async () => {
    const { differences } = await judgeRun(books(Infinity), 0);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toContain('fillNotBooked');
  });
});
