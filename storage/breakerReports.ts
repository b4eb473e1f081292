import type { Mode } from '../domain/mode';
import type { BreakerAction } from '../domain/risk/breakerActions';
import type { BreakerName } from '../domain/risk/breakerNames';
import type { RiskScope, RiskStop } from '../domain/risk/riskState';
import type { Database } from './database';
import { BreakerRow, ModeRow, RiskStateRow, type RiskStateLine } from './riskReplies';

/** A breaker as a person reads it. */
export interface BreakerLine {
  readonly mode: string;
  readonly name: BreakerName;
  readonly scope: RiskScope;
  readonly key: string;
  readonly state: 'armed' | 'tripped';
  readonly action: BreakerAction;
  readonly value: string;
  readonly threshold: string;
  readonly figures: Readonly<Record<string, string>>;
  readonly observedAtMs: number;
  readonly trippedAtMs: number | undefined;
  readonly trips: number;
  readonly reset: { readonly by: string; readonly reason: string; readonly atMs: number } | undefined;
  /** Empty while armed. */
  readonly stops: readonly RiskStop[];
}

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

const LIST = `
  select b.mode, b.name, b.scope, b.key, b.state, b.action, b.value, b.threshold, b.figures, b.trips, b.reset_by, b.reset_reason,
         ${ms('b.observed_at')} as observed_at_ms, case b.state when 'tripped' then ${ms('b.tripped_at')} end as tripped_at_ms,
         ${ms('b.reset_at')} as reset_at_ms,
         (select coalesce(jsonb_agg(jsonb_build_object('scope', s.stop_scope, 'key', s.stop_key, 'state', s.state)), '[]') from risk_stops s
          where (s.mode, s.name, s.scope, s.key) = (b.mode, b.name, b.scope, b.key)) as stops
  from breakers b where $1::text is null or b.mode = $1 order by b.state desc, b.mode, b.name, b.scope, b.key`;

const RUNNING_MODE = `select mode from venue_health order by at desc limit 1`;

/** What people and scripts read of breakers and risk states. */
export const createBreakerReports = (database: Pick<Database, 'query'>) => ({
  /** The mode of the processes that reported last: a demo runs in another one than the configuration names. */
  async runningMode(): Promise<Mode | undefined> {
    const rows = await database.query({ name: 'running_mode', text: RUNNING_MODE, values: [] });
    return rows.map((row) => ModeRow.parse(row).mode)[0];
  },

  /** Breakers of a mode, or of all; the tripped ones first. */
  async list(mode: Mode | null = null): Promise<BreakerLine[]> {
    const rows = await database.query({ name: 'list_breakers', text: LIST, values: [mode] });
    return rows.map(toLine);
  },

  /** Everything that is not ACTIVE, from controls and breakers together. */
  async riskStates(mode: Mode): Promise<RiskStateLine[]> {
    const text = 'select scope, key, state from risk_states($1)';
    const rows = await database.query({ name: 'risk_states', text, values: [mode] });
    return rows.map((row) => RiskStateRow.parse(row));
  },
});

export type BreakerReports = ReturnType<typeof createBreakerReports>;

function toLine(row: unknown): BreakerLine {
  const read = BreakerRow.parse(row);
  const { reset_by: by, reset_reason: reason, reset_at_ms: atMs } = read;
  const isReset = by !== null && reason !== null && atMs !== null;
  return {
    mode: read.mode,
    name: read.name,
    scope: read.scope,
    key: read.key,
    state: read.state,
    action: read.action,
    value: read.value,
    threshold: read.threshold,
    figures: read.figures,
    observedAtMs: read.observed_at_ms,
    trippedAtMs: read.tripped_at_ms ?? undefined,
    trips: read.trips,
    reset: isReset ? { by, reason, atMs } : undefined,
    stops: read.stops,
  };
}
