import type { Mode } from '../domain/mode';
import type { Database } from './database';

/** What one process has met at one venue in its window. */
export interface VenueSample {
  readonly venue: string;
  readonly requests: number;
  readonly errors: number;
  /** How long a stream of this process has been down; `null` = all work, or the process has none. */
  readonly downForMs: number | null;
  /** Venue clock minus ours; `null` = not measured yet. */
  readonly skewMs: number | null;
}

export interface VenueSamples {
  readonly mode: Mode;
  /** Names this run of this process. */
  readonly process: string;
  readonly samples: readonly VenueSample[];
}

/** Rows of processes that are gone are swept by those that live. */
const RECORD = `
  with swept as (delete from venue_health where at < clock_timestamp() - interval '1 min')
  insert into venue_health(mode, process, venue, at, requests, errors, down_since, skew_ms)
  select $1, $2, s->>'venue', clock_timestamp(), (s->>'requests')::int, (s->>'errors')::int,
         clock_timestamp() - (s->>'downForMs')::float8 * interval '1 ms', (s->>'skewMs')::float8
  from jsonb_array_elements($3::jsonb) s
  on conflict (mode, process, venue) do update
    set at = excluded.at, requests = excluded.requests, errors = excluded.errors, down_since = excluded.down_since, skew_ms = excluded.skew_ms`;

/** Tells the breakers what the venues are like from here, in one commit; times are the database's. */
export async function recordVenueHealth(
  database: Pick<Database, 'query'>,
  { mode, process, samples }: VenueSamples,
): Promise<void> {
  const values = [mode, process, JSON.stringify(samples)];
  await database.query({ name: 'record_venue_health', text: RECORD, values });
}
