import { randomInt } from 'node:crypto';
import type { Journal } from '../execution/journal';
import { repeat } from '../runtime/repeat';
import { createDatabase } from '../storage/database';
import { createJournal } from '../storage/journal';
import { openingRehearsal, reachedTheEnd } from '../storage/openingRehearsal';
import { journalSettings } from './journalSettings';
import type { ProcessContext } from './processContext';

/** Enough for a burst over all pairs; the one used last is used next, so that in calm one connection does it all. */
const CONNECTIONS = 4;
const STATEMENT_TIMEOUT_MS = 5_000;
const LOOK_MS = 5_000;
const MANY_SLOTS = 1_000_000_000;
/** More than the slots that one rehearsal uses. */
const SLOTS_APART = 10;

/**
 * The journal, with connections of their own for the begins of openings: never closed for idleness and never behind a report, their statements
 * planned before the first money waits for them (a begin on a new connection takes thirty times as long). Lost ones are renewed at leisure.
 */
export async function openWarmJournal({
  config,
  journal,
  logger,
  shutdown,
}: ProcessContext): Promise<Journal> {
  const database = createDatabase(config.database.url, {
    maxConnections: CONNECTIONS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    idleTimeoutMs: 0,
  });
  const settings = journalSettings(config);
  const warm = createJournal(database, settings);
  const firstSlot = randomInt(MANY_SLOTS); // two processes that rehearse at once must not wait for each other
  let isRehearsed = false;
  const rehearse = async () => {
    const rows = await database.rehearse((connection) =>
      openingRehearsal(settings, firstSlot + connection * SLOTS_APART),
    );
    isRehearsed = reachedTheEnd(rows);
  };
  await rehearse().catch((error: unknown) => {
    logger.warn({ event: 'begin.rehearsalFailed', err: error }); // the loop tries again; a cold begin is only slow
  });
  const renewing = repeat(
    async () => {
      if (!isRehearsed || database.openConnections() < CONNECTIONS) await rehearse();
    },
    { name: 'warmJournal', everyMs: LOOK_MS, logger },
  );
  shutdown.add({
    name: 'warmJournal',
    async stop() {
      await renewing.stop();
      await database.close();
    },
  });
  return { ...journal, beginOpening: (begin) => warm.beginOpening(begin) };
}
