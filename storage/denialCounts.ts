import { z } from 'zod';
import type { Database } from './database';

/** How often a code was the reason, and where. */
export interface DenialCount {
  readonly code: string;
  /** Openings that the gate or the begin refused: each is a trade closed as `denied`. */
  readonly openings: number;
  /** Candidates and opportunities that detection and the queue refused before that. */
  readonly candidates: number;
  readonly lastAtMs: number;
  /** Figures of the latest one. */
  readonly lastFigures: Readonly<Record<string, string>>;
}

const row = z.object({
  code: z.string(),
  openings: z.coerce.number(),
  candidates: z.coerce.number(),
  last_at_ms: z.number(),
  last_figures: z.record(z.string(), z.coerce.string()),
});

const COUNT = `
  with refused as (
    select denial->>'code' as code, 1 as openings, 0 as candidates, opened_at as at, denial->'figures' as figures
    from trades where denial is not null and opened_at >= to_timestamp($1::float8 / 1000)
    union all
    select reason, 0, seen, at, figures from discovery_log where status = 'denied' and reason is not null and at >= to_timestamp($1::float8 / 1000)
  )
  select code, sum(openings) as openings, sum(candidates) as candidates, (extract(epoch from max(at)) * 1000)::float8 as last_at_ms,
         (array_agg(figures order by at desc))[1] as last_figures
  from refused group by code order by sum(openings) desc, sum(candidates) desc, code`;

/** Refusals since a moment (wall clock), by code: what denied openings first. */
export async function countDenials(
  database: Pick<Database, 'query'>,
  sinceMs: number,
): Promise<DenialCount[]> {
  const rows = await database.query({ name: 'count_denials', text: COUNT, values: [sinceMs] });
  return rows.map((each) => {
    const { code, openings, candidates, last_at_ms: lastAtMs, last_figures: lastFigures } = row.parse(each);
    return { code, openings, candidates, lastAtMs, lastFigures };
  });
}
