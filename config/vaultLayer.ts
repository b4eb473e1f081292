import { join } from 'node:path';
import { secretFile, variableOf } from './environment';
import { ConfigError } from './errors';
import { leafPaths, mergeTrees, treeOf, valueAt, type Tree } from './tree';
import { openVault, type Vault } from './vault';
import { readVaultFile } from './vaultFile';

/** Accounts of the vault, and the keys of the configuration that its two secrets belong to. */
export const VAULT_ACCOUNTS: Readonly<Record<string, AccountPlace>> = {
  main: { section: 'venues', key: 'apiKey', secret: 'apiSecret' },
  guard: { section: 'venues', key: 'guardApiKey', secret: 'guardApiSecret' },
  paper: { section: 'paper', key: 'apiKey', secret: 'apiSecret' },
  'paper-guard': { section: 'paper', key: 'guardApiKey', secret: 'guardApiSecret' },
};

interface AccountPlace {
  readonly section: string;
  readonly key: string;
  readonly secret: string;
}

export interface VaultPlace {
  readonly file: string;
  /** File that holds the passphrase; empty where none is named. */
  readonly passphraseFile: string;
}

/** Where the vault is, from what the layers say. */
export function vaultPlace(settings: Tree, root: string): VaultPlace {
  const textAt = (...path: string[]): string => {
    const value = valueAt(settings, path);
    return typeof value === 'string' ? value : '';
  };
  const home = textAt('home') || join(root, '.holdfast');
  return {
    file: textAt('vault', 'file') || join(home, 'vault.json'),
    passphraseFile: textAt('vault', 'passphraseFile'),
  };
}

/** The passphrase from the file that is named for it; `undefined` where none is. @throws ConfigError where that can't be read */
export function passphraseOf({ passphraseFile }: VaultPlace): string | undefined {
  if (passphraseFile === '') return undefined;
  return secretFile(passphraseFile, {
    key: 'vault.passphraseFile',
    source: 'VAULT_PASSPHRASE_FILE or holdfast.yaml',
  });
}

/**
 * Keys of the vault as a layer of the configuration; none where no passphrase is given: it stays shut then.
 * @throws ConfigError, VaultLockedError, VaultFileError
 */
export function vaultLayer(place: VaultPlace, typed: string | undefined): { source: string; values: Tree }[] {
  const passphrase = typed ?? passphraseOf(place);
  if (passphrase === undefined) return [];
  const { file } = place;
  const text = readVaultFile(file);
  if (text === undefined)
    throw new ConfigError([
      {
        key: 'vault.file',
        problem: `there is no vault at ${file}: make it with \`holdfast vault init\``,
        source: 'vault.passphraseFile',
      },
    ]);
  return [{ source: `vault ${file}`, values: keysOf(openVault(text, passphrase)) }];
}

/** What processes started from here are told, so that they need no passphrase. */
export function vaultVariables(
  layers: readonly { readonly values: Tree }[],
): Readonly<Record<string, string>> {
  const paths = layers.flatMap(({ values }) =>
    leafPaths(values).map((path) => ({ values, path: path.split('.') })),
  );
  return Object.fromEntries(
    paths.map(({ values, path }) => [variableOf(path), String(valueAt(values, path))]),
  );
}

function keysOf(vault: Vault): Tree {
  return vault.list().reduce<Tree>((tree, entry) => {
    const place = VAULT_ACCOUNTS[entry.account];
    const secrets = vault.secretsOf(entry);
    if (place === undefined || secrets === undefined) return tree;
    const keys = { [place.key]: secrets.apiKey, [place.secret]: secrets.apiSecret };
    return mergeTrees(tree, treeOf([place.section, entry.venue], keys));
  }, {});
}
