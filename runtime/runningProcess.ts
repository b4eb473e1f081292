import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { identifyProcess, isSameProcessAlive, type ProcessIdentity } from './processIdentity';
import type { ProcessSpec } from './processSpec';

/** A process that lives now, child or adopted. */
export interface RunningProcess {
  readonly identity: ProcessIdentity;
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>;
  /** Stops watching and leaves it running. */
  release(): void;
}

/** Thrown where a program can't be started at all: it is missing or not executable. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError';
  constructor(
    readonly process: string,
    readonly command: string,
    options: ErrorOptions,
  ) {
    super(`${process} can't be started: ${command} is missing or not executable`, options);
  }
}

const ROTATE_AT_BYTES = 20_000_000;

/**
 * Starts the program with its output going to `logFile`. It leads a group of its own, so that Ctrl-C on the terminal reaches the
 * supervisor alone, which then stops everything in order; and it outlives a killed supervisor, to be adopted by the next one.
 * @throws SpawnError
 */
export async function launch(
  spec: ProcessSpec,
  { logFile, environment }: { logFile: string; environment: NodeJS.ProcessEnv },
): Promise<RunningProcess> {
  const log = openLog(logFile);
  const child = spawn(spec.command, [...spec.args], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...environment, ...spec.env },
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    ...spec.runAs,
  });
  closeSync(log);
  const ended = endOf(child);
  const pid = await pidOf(child, spec);
  child.unref();
  // gone already: an identity that matches no living process
  const identity = identifyProcess(pid) ?? { pid, startedAt: 'ended' };
  return { identity, ended, release: () => child.removeAllListeners() };
}

/** Watches a process that somebody else started; its end is noticed within a quarter of a second. */
export function adopt(identity: ProcessIdentity): RunningProcess {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<string>((resolve) => {
    timer = setInterval(() => {
      if (isSameProcessAlive(identity)) return;
      clearInterval(timer);
      resolve('it ended');
    }, 250);
    timer.unref();
  });
  return {
    identity,
    ended,
    release: () => {
      clearInterval(timer);
    },
  };
}

function pidOf(child: ChildProcess, spec: ProcessSpec): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new SpawnError(spec.name, spec.command, { cause }));
    });
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new SpawnError(spec.name, spec.command, {}));
      else resolve(child.pid);
    });
  });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${code ?? 0}` : signal);
    });
  });
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o640);
}
