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
