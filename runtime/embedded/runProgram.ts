import { spawn } from 'node:child_process';

export interface ProgramRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly runAs?: { readonly uid: number; readonly gid: number };
  readonly input?: string;
  readonly timeoutMs: number;
  readonly onLine?: (line: string) => void;
}

/** Thrown where a helper program failed; the message ends with what it said last. */
export class ProgramFailedError extends Error {
  override readonly name = 'ProgramFailedError';
  constructor(
    readonly command: string,
    readonly reason: string,
    readonly output: string,
  ) {
    super(`${command} failed (${reason}): ${output.trim().split('\n').slice(-3).join(' | ')}`);
  }
}

/** Runs a helper program to its end and returns what it printed. @throws ProgramFailedError */
export function runProgram(run: ProgramRun): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(run.command, [...run.args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: run.timeoutMs,
      ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
      ...(run.env === undefined ? {} : { env: run.env }),
      ...run.runAs,
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      const text = chunk.toString();
      output += text;
      for (const line of text.split('\n')) if (line !== '') run.onLine?.(line);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.stdin.on('error', () => undefined); // it ended before it read everything: its exit code tells
    child.stdin.end(run.input ?? '');
    child.once('error', (error) => {
      reject(new ProgramFailedError(run.command, error.message, output));
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new ProgramFailedError(run.command, signal ?? `exit code ${code ?? -1}`, output));
    });
  });
}
