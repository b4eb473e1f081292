import type { ExitCode } from './exitCodes';
import type { Input } from './input';
import type { Output } from './output';

/** What every command gets from the root. */
export interface CommandContext {
  readonly output: Output;
  readonly input: Input;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
  readonly stop: AbortSignal;
  /** What the process exits with when the command is through; 0 where nothing is set. */
  setExitCode(code: ExitCode): void;
}
