import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PROCESS_MODES } from '../domain/mode';
import { dataFolder } from '../runtime/dataFolder';
import { EXIT } from './exitCodes';
import { UserError } from './userError';

const COMMANDS = ['demo', 'up'] as const;
/** Each stack keeps its data in a folder of its own: simulated money never meets another kind. */
const FOLDERS = ['demo', 'demo-replay', 'demo-chaos', 'up'] as const;

const endpoints = z.object({ restUrl: z.string(), publicWsUrl: z.string(), privateWsUrl: z.string() });

/** Where the parts of a started stack answer; written by `demo` and `up`, read by every command that looks or steers. */
const runningStackSchema = z.object({
  command: z.enum(COMMANDS),
  /** Process id of the supervisor. */
  pid: z.int(),
  startedAtMs: z.int(),
  databaseUrl: z.string(),
  redisUrl: z.string().optional(),
  temporalAddress: z.string(),
  temporalNamespace: z.string(),
  temporalUiUrl: z.string().optional(),
  simulatorAdminUrl: z.string().optional(),
  /** What the processes of the stack were started with, whatever the configuration says by now. */
  mode: z.enum(PROCESS_MODES).optional(),
  /** What it trades, where that is not what is configured. */
  symbols: z.array(z.string()).optional(),
  /** Simulated venues by name, for `scan --demo` and `preflight`; their keys lie in a file of their own beside this one. */
  venues: z.record(z.string(), endpoints).optional(),
});

export type RunningStack = z.infer<typeof runningStackSchema>;

const FILE = 'running.json';

/** Where stacks of this installation may be announced. */
export function stackFolders(environment: Readonly<Record<string, string | undefined>>): string[] {
  return FOLDERS.map((folder) => join(dataFolder(environment), folder));
}

/** Tells other commands about this stack. Replaces the file in one move, so that nobody reads half of it. */
export function writeRunningStack(stackFolder: string, stack: RunningStack): void {
  mkdirSync(stackFolder, { recursive: true });
  const draft = join(stackFolder, `${FILE}.${stack.pid}`);
  // The database URL may hold a password: for this user's eyes only.
  writeFileSync(draft, JSON.stringify(stack, undefined, 2), { mode: 0o600 });
  renameSync(draft, join(stackFolder, FILE));
}

export function forgetRunningStack(stackFolder: string): void {
  rmSync(join(stackFolder, FILE), { force: true });
}

/** The stack that was announced last in any of the folders; `undefined` where none is. */
export function findRunningStack(stackFolders: readonly string[]): RunningStack | undefined {
  return locateRunningStack(stackFolders)?.stack;
}

/** The same with the folder in which it is announced. */
export function locateRunningStack(
  stackFolders: readonly string[],
): { readonly stack: RunningStack; readonly folder: string } | undefined {
  const stacks = stackFolders.flatMap((folder) => {
    const stack = readRunningStack(folder);
    return stack === undefined ? [] : [{ stack, folder }];
  });
  return stacks.sort((a, b) => b.stack.startedAtMs - a.stack.startedAtMs)[0];
}

/** @throws UserError with exit code 3 where nothing is announced. */
export function requireRunningStack(stackFolders: readonly string[]): RunningStack {
  const stack = findRunningStack(stackFolders);
  if (stack === undefined)
    throw new UserError({
      problem: 'Holdfast is not running here',
      remedy:
        'Start it with `holdfast up` or `holdfast demo` (what was traded before is kept), or set DATABASE_URL and TEMPORAL_ADDRESS',
      exitCode: EXIT.notRunning,
    });
  return stack;
}

function readRunningStack(folder: string): RunningStack | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, FILE), 'utf8');
  } catch {
    return undefined; // absent: nothing was announced in this folder
  }
  return parseRunningStack(text);
}

/** A file that a newer or older version wrote counts as absent. */
function parseRunningStack(text: string): RunningStack | undefined {
  try {
    return runningStackSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
