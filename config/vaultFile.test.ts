import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVaultFile, VaultFileError, writeVaultFile } from './vaultFile';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-vault-'));
  file = join(folder, 'vault.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('vault file', () => {
  it('is written for its user alone, and leaves no draft', () => {
    writeVaultFile(file, 'one', undefined);
    writeVaultFile(file, 'two', 'one');
    expect(readVaultFile(file)).toBe('two');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['vault.json']);
  });

  it('is left as it is where somebody else has written it meanwhile', () => {
    writeVaultFile(file, 'theirs', undefined);
    expect(() => {
      writeVaultFile(file, 'ours', undefined);
    }).toThrow(/was changed meanwhile/);
    expect(readFileSync(file, 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['vault.json']);
  });

  it('takes the place of a draft that a killed command has left', () => {
    writeFileSync(`${file}.${process.pid}.draft`, 'half');
    writeVaultFile(file, 'whole', undefined);
    expect(readVaultFile(file)).toBe('whole');
  });

  it('is refused where other users may read it, with the cure', () => {
    writeVaultFile(file, 'open', undefined);
    chmodSync(file, 0o640);
    expect(() => readVaultFile(file)).toThrow(VaultFileError);
    expect(() => readVaultFile(file)).toThrow(/chmod 600/);
  });

  it('may be absent', () => {
    expect(readVaultFile(file)).toBeUndefined();
  });
});
