/** Errors that say by themselves what to do: a person needs no stack trace of them. */
const PLAIN = new Set([
  'ConfigError',
  'DatabaseUnreachableError',
  'TemporalUnreachableError',
  'VenueReadError',
  'LogLevelError',
  'VaultLockedError',
  'VaultFileError',
]);

/** Runs a process to its end. A failed start prints one clear line and exits with 1, so that the supervisor tries again. */
export function runRoot(name: string, main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    const isPlain = error instanceof Error && PLAIN.has(error.name);
    const whole = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${name}: ${isPlain ? error.message : whole}\n`);
    process.exit(1);
  });
}
