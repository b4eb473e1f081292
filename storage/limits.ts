import { z } from 'zod';
import type { Database } from './database';

/** What one limit row allows now, in the row's own unit. */
export interface LimitLevel {
  readonly key: string;
  readonly limit: string;
  /** How many orders may be begun in how long, where the row counts them. */
  readonly rate?: { readonly orders: number; readonly perMs: number };
}

const REFRESH = `
  insert into limits(key, lim, rate_lim, rate_per_ms)
  select l->>'key', (l->>'limit')::numeric, (l->'rate'->>'orders')::int, (l->'rate'->>'perMs')::int from jsonb_array_elements($1::jsonb) l order by 1
  on conflict (key) do update set lim = excluded.lim, rate_lim = excluded.rate_lim, rate_per_ms = excluded.rate_per_ms, refreshed_at = clock_timestamp()`;

/** Writes what each limit allows and that it is fresh; begins deny on rows that are too old. `used` belongs to the trades. */
export async function refreshLimits(
  database: Pick<Database, 'query'>,
  levels: readonly LimitLevel[],
): Promise<void> {
  await database.query({ name: 'refresh_limits', text: REFRESH, values: [JSON.stringify(levels)] });
}

const limitRow = z.object({ key: z.string(), used: z.string(), limit: z.string(), age_ms: z.number() });

const READ = `
  select key, used::text, lim::text as limit,
         (extract(epoch from clock_timestamp() - refreshed_at) * 1000)::float8 as age_ms
  from limits order by key`;

/** What a limit row allows, what open trades use of it, and how long ago it was refreshed, by the database's clock. */
export interface LimitUse {
  readonly key: string;
  readonly used: string;
  readonly limit: string;
  readonly ageMs: number;
}

export async function readLimits(database: Pick<Database, 'query'>): Promise<LimitUse[]> {
  const rows = await database.query({ name: 'read_limits', text: READ, values: [] });
  return rows.map((row) => {
    const { age_ms: ageMs, ...use } = limitRow.parse(row);
    return { ...use, ageMs };
  });
}
