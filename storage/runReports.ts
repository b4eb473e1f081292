import { z } from 'zod';
import type { StepVerdict } from '../domain/orphanTimes';
import type { Database } from './database';

/** What detection refused, counted by reason. */
export interface RefusedDiscoveries {
  readonly symbol: string;
  readonly reason: string;
  readonly seen: number;
  /** The best gross edge among them, in bps; `undefined` where no edge was computed. */
  readonly bestGrossBps: string | undefined;
  /** Figures of that best one. */
  readonly figures: Readonly<Record<string, string>>;
}

const verdictRow = z.object({
  trade_id: z.string(),
  orphan_known_at_ms: z.number().nullable(),
  repair: z.enum(['none', 'complete', 'reduce']),
  at_ms: z.number(),
});

const refusedRow = z.object({
  symbol: z.string(),
  reason: z.string(),
  seen: z.coerce.number(),
  best_gross_bps: z.string().nullable(),
  figures: z.record(z.string(), z.coerce.string()),
});

/** The columns of `toVerdict`, from `trade_steps`. */
export const VERDICT = `trade_id, result->>'repair' as repair,
         case result->'situation'->>'kind' when 'orphan' then (result->'situation'->>'knownAtMs')::float8 end as orphan_known_at_ms,
         (result->>'atMs')::float8 as at_ms`;

const VERDICTS = `
  select ${VERDICT} from trade_steps
  where begun_at >= to_timestamp($1::float8 / 1000) and result->>'kind' = 'position'
  order by trade_id, epoch`;

const REFUSED = `
  select symbol, coalesce(reason, status) as reason, sum(seen) as seen, max(gross_bps)::text as best_gross_bps,
         (array_agg(figures order by gross_bps desc nulls last))[1] as figures
  from discovery_log
  where at >= to_timestamp($1::float8 / 1000) and status = 'denied'
  group by 1, 2 order by 3 desc`;

/** What a run is judged by, read from our own tables since `sinceMs` (wall clock). */
export const createRunReports = (database: Pick<Database, 'query'>) => ({
  /** Verdicts of finished steps, each trade's in the order of its epochs. */
  async verdicts(sinceMs: number): Promise<StepVerdict[]> {
    const rows = await database.query({ name: 'verdicts_since', text: VERDICTS, values: [sinceMs] });
    return rows.map(toVerdict);
  },

  /** Refusals of detection, the most frequent reason first. */
  async refused(sinceMs: number): Promise<RefusedDiscoveries[]> {
    const rows = await database.query({ name: 'refused_since', text: REFUSED, values: [sinceMs] });
    return rows.map((row) => {
      const refused = refusedRow.parse(row);
      return {
        symbol: refused.symbol,
        reason: refused.reason,
        seen: refused.seen,
        bestGrossBps: refused.best_gross_bps ?? undefined,
        figures: refused.figures,
      };
    });
  },
});

/** A row of verdicts, as every statement about them selects it. */
export function toVerdict(row: unknown): StepVerdict {
  const verdict = verdictRow.parse(row);
  return {
    tradeId: verdict.trade_id,
    orphanKnownAtMs: verdict.orphan_known_at_ms ?? undefined,
    repair: verdict.repair,
    atMs: verdict.at_ms,
  };
}

export type RunReports = ReturnType<typeof createRunReports>;
