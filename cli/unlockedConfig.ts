import { existsSync } from 'node:fs';
import type { LoadedConfig } from '../config/load';
import type { CommandContext } from './commandContext';
import { loadOwnConfig } from './ownConfig';
import { askPassphrase } from './passphrase';

/**
 * The configuration with the keys of the vault: where there is one and nothing names the file of its passphrase, a person at the terminal
 * is asked. Elsewhere the vault stays shut, and what is missing then is named as missing.
 */
export async function unlockedConfig(
  context: Pick<CommandContext, 'environment' | 'input'>,
): Promise<LoadedConfig> {
  const { environment, input } = context;
  const loaded = loadOwnConfig(environment);
  const { file, passphraseFile } = loaded.vault;
  if (passphraseFile !== '' || !existsSync(file) || !input.terminal) return loaded;
  return loadOwnConfig(environment, { passphrase: await askPassphrase(context) });
}
