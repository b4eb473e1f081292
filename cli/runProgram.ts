import { CommanderError } from 'commander';
import type { CommandContext } from './commandContext';
import { EXIT, type ExitCode } from './exitCodes';
import { explainError } from './explainError';
import { createInput, type Input, type InputStreams } from './input';
import { createOutput, type OutputStreams } from './output';
import { createProgram } from './program';

export interface ProgramRun {
  /** Without the interpreter and the script. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stop: AbortSignal;
}

/** Runs one command line to its end and returns the exit code. Never throws: every error becomes a line on stderr. */
export async function runProgram(
  run: ProgramRun,
  streams: OutputStreams & { readonly stdin?: InputStreams['stdin'] },
): Promise<ExitCode> {
  const output = createOutput(streams);
  let exitCode: ExitCode = EXIT.ok;
  const context: CommandContext = {
    output,
    input:
      streams.stdin === undefined ? SILENT : createInput({ stdin: streams.stdin, stderr: streams.stderr }),
    environment: run.environment,
    stop: run.stop,
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  try {
    await createProgram(context).parseAsync([...run.args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const explained = explainError(error);
    output.progress(
      explained === undefined ? bugText(error, run.environment) : `holdfast: ${explained.message}`,
    );
    return explained?.exitCode ?? EXIT.error;
  }
}

const unasked = (): Promise<never> => Promise.reject(new Error('there is nobody to ask'));
/** Where nobody listens: nothing is ever asked. */
const SILENT: Input = { terminal: false, hidden: unasked, ask: unasked, lines: () => Promise.resolve([]) };

/** A bug of ours: one line, and the stack only for those who asked for debugging. */
function bugText(error: unknown, environment: ProgramRun['environment']): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack =
    error instanceof Error && /debug|trace/.test(environment['LOG_LEVEL'] ?? '')
      ? `\n${error.stack ?? ''}`
      : '';
  return `holdfast: unexpected error: ${message}. Run again with LOG_LEVEL=debug for details.${stack}`;
}
