import { join } from 'node:path';
import { loadConfig, type LoadedConfig } from '../config/load';
import { projectRoot } from '../runtime/projectRoot';
import type { CommandContext } from './commandContext';

/** The user's own configuration file. */
const USER_FILE = 'holdfast.yaml';

/** The configuration as a command started here sees it. @throws ConfigError naming every wrong key */
export function loadOwnConfig(environment: CommandContext['environment']): LoadedConfig {
  const root = projectRoot();
  return loadConfig({ root, userFile: environment['HOLDFAST_CONFIG'] ?? join(root, USER_FILE), environment });
}
