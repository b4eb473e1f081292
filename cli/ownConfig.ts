import { join } from 'node:path';
import { loadConfig, type ConfigInputs, type LoadedConfig } from '../config/load';
import { projectRoot } from '../runtime/projectRoot';
import type { CommandContext } from './commandContext';

/** The user's own configuration file. */
const USER_FILE = 'holdfast.yaml';

/** The configuration as a command started here sees it. @throws ConfigError naming every wrong key */
export function loadOwnConfig(
  environment: CommandContext['environment'],
  vault: Pick<ConfigInputs, 'passphrase' | 'vaultStaysShut'> = {},
): LoadedConfig {
  const root = projectRoot();
  const userFile = environment['HOLDFAST_CONFIG'] ?? join(root, USER_FILE);
  return loadConfig({ root, userFile, environment, ...vault });
}
