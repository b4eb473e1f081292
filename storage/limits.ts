import type { Database } from './database';

/** What one limit row allows now, in the row's own unit. */
export interface LimitLevel {
  readonly key: string;
  readonly limit: string;
}

const REFRESH = `
  insert into limits(key, lim) select l->>'key', (l->>'limit')::numeric from jsonb_array_elements($1::jsonb) l order by 1
  on conflict (key) do update set lim = excluded.lim, refreshed_at = clock_timestamp()`;

/** Writes what each limit allows and that it is fresh; begins deny on rows that are too old. `used` belongs to the trades. */
export async function refreshLimits(
  database: Pick<Database, 'query'>,
  levels: readonly LimitLevel[],
): Promise<void> {
  await database.query({ name: 'refresh_limits', text: REFRESH, values: [JSON.stringify(levels)] });
}
