import type { Logger } from '../runtime/logger';

const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 1_000;
/** Longer than any restart of the database; then the caller's retry policy goes on with it. */
const GIVE_UP_AFTER_MS = 120_000;

/** Repeats a write that is safe to repeat until the database has answered. */
export async function untilStored<T>(logger: Logger, write: () => Promise<T>): Promise<T> {
  let waitedMs = 0;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
    try {
      return await write();
    } catch (error) {
      if (!isUnreachable(error) || waitedMs >= GIVE_UP_AFTER_MS) throw error;
      logger.warn({ event: 'journal.away', waitedMs, error: error.message });
    }
    waitedMs += waitMs;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

function isUnreachable(error: unknown): error is Error {
  return error instanceof Error && error.name === 'DatabaseUnreachableError';
}
