import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import { repeat } from '../runtime/repeat';
import type { Database } from '../storage/database';
import { createFreeze, FreezeRow } from '../storage/freeze';
import type { FreezeState } from '../venues/freezeState';

export interface FreezeWatch extends FreezeState {
  stop(): Promise<void>;
}

interface WatchDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

const POLL_MS = 1_000;
/** So long without an answer, somebody should know that this process goes by what it knew last. */
const UNREADABLE_MS = 3_000;

/**
 * Keeps this process's picture of the freeze: told by notification, asked each second. Never read = frozen. Where the database can't be
 * read later, the last answer stands, whichever it is: a freeze is set in that database, so nobody can set one while it is away; and without
 * it nothing begins, so that all that can still leave are orders of steps begun before, within their deadline, and the removal of an
 * orphan, which must not depend on PostgreSQL (docs/decisions/005).
 * @throws DatabaseUnreachableError where the first read is not answered
 */
export async function watchFreeze({ database, clock, logger }: WatchDeps): Promise<FreezeWatch> {
  const freeze = createFreeze(database);
  let known = await freeze.read();
  let readAtMs = clock.nowMs();

  function learn(row: FreezeRow): void {
    readAtMs = clock.nowMs();
    if (row.version < known.version) return; // asked before, answered after
    if (known.frozen !== row.frozen) logger.warn({ event: row.frozen ? 'freeze.on' : 'freeze.off', ...row });
    known = row;
  }

  database.listen('freeze_switch', {
    onNotification(payload) {
      learn(FreezeRow.parse(JSON.parse(payload)));
    },
    onConnected() {
      freeze.read().then(learn, () => undefined); // the next poll reads
    },
  });
  const polling = repeat(
    async () => {
      try {
        learn(await freeze.read());
      } catch (error) {
        const ageMs = clock.nowMs() - readAtMs;
        if (ageMs > UNREADABLE_MS)
          logger.error({ event: 'freeze.unreadable', ageMs, lastKnown: known.frozen, err: error });
      }
    },
    { name: 'freeze', everyMs: POLL_MS, logger },
  );
  return {
    refusal: () => (known.frozen ? `frozen by ${known.setBy}: ${known.reason}` : undefined),
    stop: () => polling.stop(),
  };
}
