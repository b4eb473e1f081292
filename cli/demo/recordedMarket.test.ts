import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRecordedMarket, type RecordedMarket } from './recordedMarket';

const reasonOf = (market: RecordedMarket): string => (market.kind === 'absent' ? market.reason : 'found');

describe('findRecordedMarket', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-recorded-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('names the variable when it is not set', () => {
    expect(reasonOf(findRecordedMarket(undefined))).toContain('HOLDFAST_RECORDED_DATA');
  });

  it('names the file that is missing', () => {
    mkdirSync(join(folder, 'binance-2024-08-08'));
    writeFileSync(join(folder, 'binance-2024-08-08', 'spot_btcusdt_20240808.gz'), '');
    expect(reasonOf(findRecordedMarket(folder))).toContain('usdm_btcusdt_20240808.gz');
  });

  it('finds the folder when both files are there', () => {
    mkdirSync(join(folder, 'binance-2024-08-08'));
    for (const file of ['spot_btcusdt_20240808.gz', 'usdm_btcusdt_20240808.gz'])
      writeFileSync(join(folder, 'binance-2024-08-08', file), '');
    expect(findRecordedMarket(folder)).toEqual({ kind: 'found', dataFolder: folder });
  });
});
