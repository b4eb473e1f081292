import { EXIT, type ExitCode } from './exitCodes';

export interface UserErrorParts {
  /** What is wrong, naming the flag, key, file or address; a sentence without the full stop. */
  readonly problem: string;
  /** What to do next; a sentence without the full stop. */
  readonly remedy: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** Something the person at the keyboard can put right: printed as one line with what to do next, never with a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: ExitCode;
  readonly problem: string;
  readonly remedy: string;
  constructor({ problem, remedy, exitCode, cause }: UserErrorParts) {
    super(`${problem}. ${remedy}.`, { cause });
    this.problem = problem;
    this.remedy = remedy;
    this.exitCode = exitCode ?? EXIT.usage;
  }
}
