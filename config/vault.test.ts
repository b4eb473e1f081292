import { createVault, openVault, VaultLockedError, type Vault } from './vault';

jest.setTimeout(30_000); // scrypt takes a third of a second each time

const PASSPHRASE = 'correct horse battery staple';
const BINANCE = { venue: 'binance', account: 'main' };
const KEYS = { apiKey: 'canary-key', apiSecret: 'canary-secret' };

function filled(): Vault {
  const vault = createVault(PASSPHRASE);
  vault.set(BINANCE, KEYS, 0);
  vault.set({ venue: 'bybit', account: 'main' }, { apiKey: 'k2', apiSecret: 's2' }, 0);
  return vault;
}

interface VaultText {
  readonly check: string;
  readonly entries: { readonly venue: string; readonly sealed: string }[];
}
const parsed = (text: string): VaultText => JSON.parse(text) as VaultText;

describe('vault', () => {
  it('gives back what it was given, and its text and list show nothing of it', () => {
    const text = filled().toText();
    expect(text).not.toMatch(/canary/);
    const opened = openVault(text, PASSPHRASE);
    expect(opened.secretsOf(BINANCE)).toEqual(KEYS);
    expect(opened.list()).toEqual([
      { ...BINANCE, setAt: '1970-01-01T00:00:00.000Z' },
      { venue: 'bybit', account: 'main', setAt: '1970-01-01T00:00:00.000Z' },
    ]);
  });

  it('stays shut for another passphrase, also when it is empty, and repeats none', () => {
    for (const text of [filled().toText(), createVault(PASSPHRASE).toText()])
      expect(() => openVault(text, 'canary-guess')).toThrow(
        /^the passphrase does not open the vault, or the file was changed$/,
      );
  });

  it('does not open an entry that was moved to another venue', () => {
    const file = parsed(filled().toText());
    const [first, second] = file.entries;
    const swapped = { ...file, entries: [{ ...first, venue: second?.venue }, second] };
    expect(() => openVault(JSON.stringify(swapped), PASSPHRASE)).toThrow(VaultLockedError);
  });

  it('has a salt and nonces of its own at each writing', () => {
    const vault = filled();
    const [one, two] = [parsed(vault.toText()), parsed(vault.toText())];
    const nonces = [one, two].flatMap(({ check, entries }) =>
      [check, ...entries.map(({ sealed }) => sealed)].map((sealed) => sealed.slice(0, 16)),
    );
    expect(new Set(nonces).size).toBe(6);
  });

  it('opens by the new passphrase alone after a rotation', () => {
    const vault = filled();
    vault.rotate('another passphrase');
    const text = vault.toText();
    expect(openVault(text, 'another passphrase').secretsOf(BINANCE)).toEqual(KEYS);
    expect(() => openVault(text, PASSPHRASE)).toThrow(VaultLockedError);
  });

  it('replaces and removes entries', () => {
    const vault = filled();
    vault.set(BINANCE, { apiKey: 'newer', apiSecret: 'newer' }, 1_000);
    expect(vault.secretsOf(BINANCE)?.apiKey).toBe('newer');
    expect(vault.remove(BINANCE)).toBe(true);
    expect(vault.remove(BINANCE)).toBe(false);
    expect(vault.list()).toHaveLength(1);
  });

  it.each(['', '{}', '{"version":2}'])('says that %j is no vault', (text) => {
    expect(() => openVault(text, PASSPHRASE)).toThrow(/damaged, or of another version/);
  });
});
