import { z } from 'zod';
import type { Database } from './database';
import { answerOf } from './storedFunctions';

/** The switch as the database has it; `version` grows with each flip, so that a late answer never undoes a newer word. */
export const FreezeRow = z.object({
  frozen: z.boolean(),
  version: z.coerce.number(),
  reason: z.string(),
  setBy: z.string(),
});
export type FreezeRow = z.infer<typeof FreezeRow>;

const OpenWork = z.object({ trades: z.int(), orders: z.int(), reason: z.string(), by: z.string() });
/** What a freeze leaves open. */
export type OpenWork = z.infer<typeof OpenWork>;

const READ = `select frozen, version, reason, set_by as "setBy" from freeze_switch`;

export const createFreeze = (database: Pick<Database, 'query'>) => ({
  /** When this returns no step begins, and every process that can be reached has been told. Setting it twice changes nothing. */
  async set(row: Omit<FreezeRow, 'version'>): Promise<void> {
    await answerOf(database, 'set_freeze', row);
  },

  async read(): Promise<FreezeRow> {
    const [row] = await database.query({ name: 'read_freeze', text: READ, values: [] });
    return FreezeRow.parse(row);
  },

  /** Pages where a freeze has left something open for longer than `everyMs` since the last page; `undefined` where nobody is to be called. */
  async page(everyMs: number): Promise<OpenWork | undefined> {
    const open = await answerOf(database, 'page_freeze', everyMs);
    return open === null ? undefined : OpenWork.parse(open);
  },
});

export type Freeze = ReturnType<typeof createFreeze>;
