import { runProgram } from '../../cli/runProgram';

export interface CommandAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process, with nobody at its terminal. */
export async function command(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CommandAnswer> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runProgram(
    { args, environment, stop: new AbortController().signal },
    { stdout: { write: (text) => (stdout += text) }, stderr: { write: (text) => (stderr += text) } },
  );
  return { exitCode, stdout, stderr };
}
