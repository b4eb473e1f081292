import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../runtime/projectRoot';

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Data folder of the command. */
  readonly home: string;
  /** Added to the environment; nothing of the caller's own services comes through. */
  readonly environment?: Readonly<Record<string, string>>;
}

const FOREIGN = ['DATABASE_URL', 'REDIS_URL', 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'HOLDFAST_CONFIG'];

/** Runs `./holdfast` as a person would, to its end. */
export function holdfast(
  args: readonly string[],
  { home, environment }: CommandOptions,
): Promise<CommandResult> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !FOREIGN.includes(name) && !name.startsWith('HOLDFAST__'),
  );
  const child = spawn(join(projectRoot(), 'holdfast'), [...args], {
    env: { ...Object.fromEntries(inherited), HOLDFAST_HOME: home, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
}
