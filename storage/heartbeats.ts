import { z } from 'zod';
import type { Database } from './database';

const heartbeatRow = z.object({ process: z.string(), at_ms: z.number(), now_ms: z.number() });

const BEAT = `
  insert into heartbeats(process) values ($1)
  on conflict (process) do update set at = now()`;

const LATEST = `
  select process, (extract(epoch from at) * 1000)::float8 as at_ms,
         (extract(epoch from now()) * 1000)::float8 as now_ms
  from heartbeats order by process`;

/** Signs of life of our processes, one row each; ages are counted by the database's clock, so machines need not agree. */
export const createHeartbeats = (database: Pick<Database, 'query'>) => ({
  async beat(process: string): Promise<void> {
    await database.query({ name: 'beat', text: BEAT, values: [process] });
  },

  /** How long ago each process that ever ran left its last beat, in ms. */
  async agesMs(): Promise<ReadonlyMap<string, number>> {
    const rows = await database.query({ name: 'heartbeat_ages', text: LATEST, values: [] });
    return new Map(
      rows.map((row) => {
        const beat = heartbeatRow.parse(row);
        return [beat.process, Math.max(0, beat.now_ms - beat.at_ms)];
      }),
    );
  },
});

export type Heartbeats = ReturnType<typeof createHeartbeats>;
