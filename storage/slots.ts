import { z } from 'zod';
import type { Database } from './database';

/** A slot row as the database announces it on channel `slots`, or as it stands. */
export const SlotNews = z.object({
  strategy: z.string(),
  pairKey: z.string(),
  slot: z.int(),
  counter: z.coerce.number(),
  busy: z.boolean(),
  nextOpenAtMs: z.coerce.number(),
});
export type SlotNews = z.infer<typeof SlotNews>;

const READ = `
  select strategy, pair_key as "pairKey", slot, counter, trade_id is not null as busy,
         greatest(0, extract(epoch from greatest(next_open_at, 'epoch')) * 1000)::bigint as "nextOpenAtMs"
  from slots`;

/** Tells every slot row now and after each reconnect, and each change as it is committed, until the database is closed. */
export function followSlots(database: Database, onSlot: (slot: SlotNews) => void): void {
  database.listen('slots', {
    onNotification(payload) {
      onSlot(SlotNews.parse(JSON.parse(payload)));
    },
    onConnected() {
      readSlots(database, onSlot).catch(() => undefined); // the connection broke again: the next one reads
    },
  });
}

async function readSlots(database: Database, onSlot: (slot: SlotNews) => void): Promise<void> {
  const rows = await database.query({ name: 'slots', text: READ, values: [] });
  for (const row of rows) onSlot(SlotNews.parse(row));
}
