import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoKeysOf, knownDemoKeys } from './demoKeys';

describe('demoKeysOf', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes keys once and finds them again', () => {
    const first = demoKeysOf(folder, ['binance', 'bybit']);
    expect(demoKeysOf(folder, ['binance', 'bybit'])).toEqual(first);
    expect(first.get('binance')?.trader.apiKey).not.toBe(first.get('binance')?.guard.apiKey);
    expect(first.get('binance')).not.toEqual(first.get('bybit'));
  });

  it('lets nobody else read them', () => {
    demoKeysOf(folder, ['binance']);
    expect(statSync(join(folder, 'keys.json')).mode & 0o077).toBe(0);
  });

  it('makes new ones where the file is damaged', () => {
    writeFileSync(join(folder, 'keys.json'), '{"binance":');
    expect(demoKeysOf(folder, ['binance']).get('binance')?.trader.apiSecret).toMatch(/^s[0-9a-f]{64}$/);
  });

  it('are read by those who only look, who make none', () => {
    expect(knownDemoKeys(folder).size).toBe(0);
    expect(existsSync(join(folder, 'keys.json'))).toBe(false);
    const made = demoKeysOf(folder, ['binance']);
    expect(knownDemoKeys(folder)).toEqual(made);
  });
});
