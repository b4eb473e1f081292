import { join } from 'node:path';
import type { Config } from '../config/schema';
import { projectRoot } from '../runtime/projectRoot';

/** The built workflow code for this configuration: where payloads are encrypted, failures of workflows are too. */
export function builtWorkflowBundle({ temporal }: Pick<Config, 'temporal'>): { codePath: string } {
  const file = temporal.payloadKeys.length === 0 ? 'workflow-bundle.js' : 'workflow-bundle-encrypted.js';
  return { codePath: join(projectRoot(), 'dist', file) };
}
