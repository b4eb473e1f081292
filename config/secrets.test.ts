import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './environment';
import { ConfigError } from './errors';
import { loadConfig } from './load';
import { printedConfig } from './print';
import { createVault } from './vault';
import { writeVaultFile } from './vaultFile';

const root = join(__dirname, '..');
const PASSPHRASE = 'correct horse battery staple';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-secrets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const load = (environment: Environment, passphrase?: string) =>
  loadConfig({
    root,
    userFile: join(folder, 'holdfast.yaml'),
    environment: { HOLDFAST_HOME: folder, ...environment },
    passphrase,
  });

function fileWith(text: string): string {
  const file = join(folder, 'secret');
  writeFileSync(file, text);
  return file;
}

function vaultWith(account: string, keys: { apiKey: string; apiSecret: string }): void {
  const vault = createVault(PASSPHRASE);
  vault.set({ venue: 'binance', account }, keys, 0);
  writeVaultFile(join(folder, 'vault.json'), vault.toText(), undefined);
}

function mistakes(environment: Environment): string {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('secrets', () => {
  it('come from the file that <NAME>_FILE names, without its line end', () => {
    const { config, sources } = load({
      BYBIT_API_KEY_FILE: fileWith('from-a-file\n'),
      HOLDFAST__PAPER__BYBIT__API_SECRET_FILE: fileWith('from-a-file\n'),
    });
    expect(config.venues['bybit']?.apiKey.reveal()).toBe('from-a-file');
    expect(config.paper['bybit']?.apiSecret.reveal()).toBe('from-a-file');
    expect(sources.get('venues.bybit.apiKey')).toBe('environment BYBIT_API_KEY_FILE');
  });

  it('are not given twice, and a missing file is named', () => {
    const file = fileWith('x');
    expect(mistakes({ BYBIT_API_KEY: 'canary', BYBIT_API_KEY_FILE: file })).toMatch(
      /^BYBIT_API_KEY: is given twice: unset it or BYBIT_API_KEY_FILE/,
    );
    expect(mistakes({ BYBIT_API_KEY_FILE: join(folder, 'none') })).toMatch(/none can't be read \(ENOENT\)/);
  });

  it('stay text, also where they look like numbers', () => {
    const { config } = load({ BYBIT_API_KEY: '0012345', BYBIT_API_SECRET: 'true' });
    expect(config.venues['bybit']?.apiKey.reveal()).toBe('0012345');
    expect(config.venues['bybit']?.apiSecret.reveal()).toBe('true');
  });

  it('are never repeated by an error', () => {
    writeFileSync(join(folder, 'holdfast.yaml'), 'venues: { bybit: { apiSecret: 771177 } }\n');
    expect(mistakes({ TEMPORAL_PAYLOAD_KEYS: 'k1:canary-8' })).toMatch(
      /payloadKeys: is not usable: write each/,
    );
    expect(mistakes({ TEMPORAL_PAYLOAD_KEYS: 'k1:canary-8' })).not.toMatch(/canary|771177/);
  });

  it('hide the password of an address in errors and in print', () => {
    const url = 'postgres://app:canary-9@db/holdfast';
    expect(printedConfig(load({ DATABASE_URL: url })).find(({ key }) => key === 'database.url')?.value).toBe(
      'postgres://app:***@db/holdfast',
    );
    expect(mistakes({ HOLDFAST__VENUES__BYBIT__REST_URL: 'ftp://a:canary-9@b/' })).not.toContain('canary-9');
  });

  it('come from the vault where its passphrase is given, below what the environment says', () => {
    vaultWith('main', { apiKey: 'vault-key', apiSecret: 'vault-secret' });
    const VAULT_PASSPHRASE_FILE = fileWith(`${PASSPHRASE}\n`);
    const loaded = load({ VAULT_PASSPHRASE_FILE, BINANCE_API_KEY: 'from-outside' });
    expect(loaded.config.venues['binance']?.apiKey.reveal()).toBe('from-outside');
    expect(loaded.config.venues['binance']?.apiSecret.reveal()).toBe('vault-secret');
    expect(loaded.sources.get('venues.binance.apiSecret')).toMatch(/^vault .*vault\.json$/);
    expect(JSON.stringify(printedConfig(loaded))).not.toMatch(/vault-secret|from-outside/);
  });

  it('of a typed passphrase reach the processes started from here as variables', () => {
    vaultWith('paper', { apiKey: 'paper-key', apiSecret: '00771' });
    const loaded = load({}, PASSPHRASE);
    expect(loaded.vaultVariables).toEqual({
      HOLDFAST__PAPER__BINANCE__API_KEY: 'paper-key',
      HOLDFAST__PAPER__BINANCE__API_SECRET: '00771',
    });
    const child = load(loaded.vaultVariables);
    expect(child.config.paper['binance']?.apiSecret.reveal()).toBe('00771');
  });

  it('leave the vault shut where no passphrase is given', () => {
    vaultWith('main', { apiKey: 'vault-key', apiSecret: 'vault-secret' });
    expect(load({}).config.venues['binance']?.apiKey.isEmpty).toBe(true);
  });

  it('say how to make a vault that is not there', () => {
    expect(mistakes({ VAULT_PASSPHRASE_FILE: fileWith(PASSPHRASE) })).toMatch(
      /there is no vault at .*vault\.json: make it with `holdfast vault init`/,
    );
  });
});

describe('payload keys', () => {
  const key = Buffer.alloc(32, 1).toString('base64');

  it('are read from one variable, the first encrypts', () => {
    const { config } = load({ TEMPORAL_PAYLOAD_KEYS: `new:${key}, old:${key}` });
    expect(config.temporal.payloadKeys.map((each) => each.reveal().slice(0, 3))).toEqual(['new', 'old']);
    expect(String(config.temporal.payloadKeys)).not.toContain(key);
  });

  it('need an id of their own', () => {
    expect(mistakes({ TEMPORAL_PAYLOAD_KEYS: `k:${key} k:${key}` })).toMatch(/an id of its own/);
  });
});
