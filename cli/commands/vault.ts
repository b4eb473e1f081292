import type { Command } from 'commander';
import {
  createVault,
  openVault,
  type Vault,
  type VaultEntryName,
  type VaultSecrets,
} from '../../config/vault';
import { readVaultFile, writeVaultFile } from '../../config/vaultFile';
import { passphraseOf, VAULT_ACCOUNTS } from '../../config/vaultLayer';
import type { LoadedConfig } from '../../config/load';
import { secretFile } from '../../config/environment';
import type { CommandContext } from '../commandContext';
import { loadOwnConfig } from '../ownConfig';
import { askNewPassphrase, askPassphrase, usablePassphrase } from '../passphrase';
import { leftColumns, tableText } from '../table';
import { UserError } from '../userError';

interface EntryOptions {
  readonly account: string;
}

/** `vault init | set | list | remove | rotate`: keys at rest, encrypted. Prints no value, ever. */
export function registerVault(program: Command, context: CommandContext): void {
  const vault = program.command('vault').description('venue keys at rest, encrypted under a passphrase');
  vault
    .command('init')
    .description('make an empty vault')
    .action(() => init(context));
  vault
    .command('set <venue>')
    .description('store key and secret of an account, asked at the terminal or as two lines on stdin')
    .option('--account <name>', `one of ${Object.keys(VAULT_ACCOUNTS).join(', ')}`, 'main')
    .action((venue: string, { account }: EntryOptions) => set(context, { venue, account }));
  vault
    .command('list')
    .description('which accounts have keys in the vault, and since when')
    .option('--json', 'one JSON array')
    .action((options: { json?: boolean }) => list(context, options.json ?? false));
  vault
    .command('remove <venue>')
    .description('forget the keys of an account')
    .option('--account <name>', 'as for set', 'main')
    .action((venue: string, { account }: EntryOptions) => remove(context, { venue, account }));
  vault
    .command('rotate')
    .description('seal everything anew under another passphrase')
    .option('--new-passphrase-file <file>', 'holds the new passphrase; asked at the terminal otherwise')
    .action((options: { newPassphraseFile?: string }) => rotate(context, options.newPassphraseFile));
}

/** The vault as it stands, and how to write it back. */
interface OpenedVault {
  readonly file: string;
  readonly vault: Vault;
  save(): void;
}

async function init(context: CommandContext): Promise<void> {
  const { file, given } = place(context);
  if (readVaultFile(file) !== undefined)
    throw new UserError({
      problem: `There is a vault at ${file} already`,
      remedy: '`holdfast vault rotate` changes its passphrase; move the file away to begin anew',
    });
  const passphrase = given === undefined ? await askNewPassphrase(context) : usablePassphrase(given);
  writeVaultFile(file, createVault(passphrase).toText(), undefined);
  context.output.print(
    `Made ${file}. Next: holdfast vault set <venue>. Nobody can open it without the passphrase.`,
  );
}

async function set(context: CommandContext, entry: VaultEntryName): Promise<void> {
  requireKnown(context, entry);
  const opened = await open(context);
  opened.vault.set(entry, await askSecrets(context), Date.now());
  opened.save();
  context.output.print(`Stored key and secret of ${entry.venue}, account ${entry.account}.`);
}

async function list(context: CommandContext, json: boolean): Promise<void> {
  const entries = (await open(context)).vault.list();
  const { output } = context;
  if (json) output.json(entries);
  else if (entries.length === 0) output.print('The vault is empty.');
  else {
    const rows = entries.map(({ venue, account, setAt }) => [venue, account, setAt]);
    output.print(tableText(leftColumns(['venue', 'account', 'set']), rows, output.terminal));
  }
}

async function remove(context: CommandContext, entry: VaultEntryName): Promise<void> {
  const opened = await open(context);
  if (!opened.vault.remove(entry))
    throw new UserError({
      problem: `The vault holds no keys of ${entry.venue}, account ${entry.account}`,
      remedy: '`holdfast vault list` shows what it holds',
    });
  opened.save();
  context.output.print(`Removed the keys of ${entry.venue}, account ${entry.account}.`);
}

async function rotate(context: CommandContext, newFile: string | undefined): Promise<void> {
  const opened = await open(context);
  const next =
    newFile === undefined
      ? await askNewPassphrase(context)
      : usablePassphrase(secretFile(newFile, { key: '--new-passphrase-file', source: 'the command line' }));
  opened.vault.rotate(next);
  opened.save();
  context.output.print(`Sealed ${opened.file} anew; the old passphrase opens it no more.`);
}

/** The configuration without the vault's keys: the vault may not be there yet. */
const withoutVault = ({ environment }: CommandContext): LoadedConfig =>
  loadOwnConfig(environment, { vaultStaysShut: true });

/** Where the vault is, and its passphrase where a file is named that holds it. */
function place(context: CommandContext): { file: string; given: string | undefined } {
  const { vault } = withoutVault(context);
  return { file: vault.file, given: passphraseOf(vault) };
}

async function open(context: CommandContext): Promise<OpenedVault> {
  const { file, given } = place(context);
  const text = readVaultFile(file);
  if (text === undefined)
    throw new UserError({
      problem: `There is no vault at ${file}`,
      remedy: 'Make it with `holdfast vault init`',
    });
  const vault = openVault(text, given ?? (await askPassphrase(context)));
  return {
    file,
    vault,
    save() {
      writeVaultFile(file, vault.toText(), text);
    },
  };
}

function requireKnown(context: CommandContext, { venue, account }: VaultEntryName): void {
  const { venues } = withoutVault(context).config;
  if (!Object.hasOwn(venues, venue))
    throw new UserError({
      problem: `There is no venue "${venue}"`,
      remedy: `Choose one of ${Object.keys(venues).join(', ')}`,
    });
  if (!Object.hasOwn(VAULT_ACCOUNTS, account))
    throw new UserError({
      problem: `There is no account "${account}"`,
      remedy: `Choose one of ${Object.keys(VAULT_ACCOUNTS).join(', ')}`,
    });
}

async function askSecrets({ input }: CommandContext): Promise<VaultSecrets> {
  const [apiKey = '', apiSecret = ''] = input.terminal
    ? [await input.hidden('API key: '), await input.hidden('API secret: ')]
    : await input.lines();
  if (apiKey !== '' && apiSecret !== '') return { apiKey: apiKey.trim(), apiSecret: apiSecret.trim() };
  throw new UserError({
    problem: 'Key or secret is missing',
    remedy: 'Type both at the terminal, or give them as two lines on stdin; never as arguments',
  });
}
