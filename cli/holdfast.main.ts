import { runProgram } from './runProgram';

/** Root of the command line. The first SIGINT or SIGTERM asks the command to end in order, the second ends it at once. */
async function main(): Promise<void> {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // A reader that went away (`holdfast trades list | head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.exitCode = await runProgram(
    { args: process.argv.slice(2), environment: process.env, stop: stop.signal },
    process,
  );
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
}

void main();
