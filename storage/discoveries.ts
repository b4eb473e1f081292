import type { Mode } from '../domain/mode';
import type { Denial } from '../domain/opportunity';
import type { Database } from './database';

/** A candidate that detection did not trade, as it goes to the log. */
export interface RefusedCandidate {
  /** `<buy instrument>><sell instrument>`. */
  readonly pairKey: string;
  readonly atMs: number;
  readonly denial: Denial;
  /** Equal refusals of this pair that this one stands for besides itself. */
  readonly suppressed: number;
}

export interface DiscoveryBatch {
  readonly mode: Mode;
  readonly strategy: string;
  readonly candidates: readonly RefusedCandidate[];
}

const INSERT = `
  insert into discovery_log(at, mode, strategy, symbol, pair_key, status, reason, figures, net_bps, gross_bps, seen)
  select to_timestamp((c->>'atMs')::float8 / 1000), $1, $2, split_part(split_part(c->>'pairKey', '>', 1), ':', 2), c->>'pairKey',
         'denied', c->'denial'->>'code', c->'denial'->'figures', (c->'denial'->'figures'->>'netBps')::numeric,
         coalesce(c->'denial'->'figures'->>'grossBps', c->'denial'->'figures'->>'topGrossBps')::numeric, (c->>'suppressed')::int + 1
  from jsonb_array_elements($3::jsonb) c`;

/** The discovery log: what was seen and not traded, with every figure of the reason. */
export const createDiscoveries = (database: Pick<Database, 'query'>) => ({
  /** Writes a batch in one commit. */
  async record({ mode, strategy, candidates }: DiscoveryBatch): Promise<void> {
    if (candidates.length === 0) return;
    const values = [mode, strategy, JSON.stringify(candidates)];
    await database.query({ name: 'record_discoveries', text: INSERT, values });
  },
});
