import type { Mode } from '../domain/mode';
import type { Database } from './database';

/** One standing opportunity from its first sight to its end. */
export interface EndedOpportunity {
  readonly id: string;
  readonly pairKey: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly bestNetBps: number;
  readonly updates: number;
}

export interface OpportunityBatch {
  readonly mode: Mode;
  readonly strategy: string;
  readonly ended: readonly EndedOpportunity[];
}

const INSERT = `
  insert into opportunities(id, mode, strategy, symbol, pair_key, first_seen, last_seen, best_net_bps, updates)
  select o->>'id', $1, $2, split_part(split_part(o->>'pairKey', '>', 1), ':', 2), o->>'pairKey',
         to_timestamp((o->>'firstSeenMs')::float8 / 1000), to_timestamp((o->>'lastSeenMs')::float8 / 1000),
         round((o->>'bestNetBps')::numeric, 4), (o->>'updates')::int
  from jsonb_array_elements($3::jsonb) o
  on conflict do nothing`;

/** Stores opportunities that have ended; storing one twice stores it once. */
export async function recordOpportunities(
  database: Pick<Database, 'query'>,
  { mode, strategy, ended }: OpportunityBatch,
): Promise<void> {
  if (ended.length === 0) return;
  await database.query({
    name: 'record_opportunities',
    text: INSERT,
    values: [mode, strategy, JSON.stringify(ended)],
  });
}
