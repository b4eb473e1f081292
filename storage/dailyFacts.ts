import { z } from 'zod';
import type { DailyFacts, ReportWindow } from '../domain/dailyReport';
import { DOLLARS } from '../domain/dollars';
import { SEVERITIES } from '../domain/incident';
import { TRADE_STATES } from '../domain/lifecycle/tradeState';
import { asAmount, asUsd } from '../domain/money';
import type { Database } from './database';
import { toVerdict, VERDICT } from './runReports';

/** $1 mode, $2 and $3 the window, $4 assets that are dollars. A statement uses what it needs. */
const FROM = `to_timestamp($2::float8 / 1000)`;
const UNTIL = `to_timestamp($3::float8 / 1000)`;
const CLOSED = `mode = $1 and closed_at >= ${FROM} and closed_at < ${UNTIL}`;

const COUNTS = `
  select (select count(*) from trades where mode = $1 and opened_at >= ${FROM} and opened_at < ${UNTIL}) as opened,
         coalesce(jsonb_agg(jsonb_build_object('outcome', outcome, 'count', trades)), '[]') as closed,
         coalesce(sum(slippage), 0)::text as slippage, coalesce(sum(expected), 0)::text as expected
  from (select outcome, count(*) as trades, sum((figures->>'slippageUsd')::numeric) as slippage, sum((figures->>'expectedPnlUsd')::numeric) as expected
        from trades where ${CLOSED} group by 1) by_outcome`;

const RESULTS = `
  with closed as (select trade_id, strategy from trades where ${CLOSED} and outcome <> 'denied')
  select c.strategy, v.venue, case when v.value is null then v.asset end as unvalued,
         coalesce(sum(v.value), 0)::text as value, coalesce(sum(v.fees), 0)::text as fees, trim_scale(sum(v.amount))::text as amount
  from values_of_trades((select array_agg(trade_id) from closed), ${UNTIL}, $4) v join closed c using (trade_id)
  group by 1, 2, 3 order by 1, 2, 3`;

/** Postings of this window to trades of an earlier day: the difference that they make to the trade's value. */
const ADJUSTMENTS = `
  with late as (
    select distinct t.trade_id, t.strategy, t.closed_at from ledger_entries e join trades t using (trade_id)
    where e.mode = $1 and e.at >= ${FROM} and e.at < ${UNTIL} and t.closed_at < ${FROM} and e.account like 'venue:%'
  ), ids as (select array_agg(trade_id) as all_late from late
  ), changes as (
    select v.trade_id, v.value, v.fees from ids, values_of_trades(all_late, ${UNTIL}, $4) v
    union all
    select v.trade_id, -v.value, -v.fees from ids, values_of_trades(all_late, ${FROM}, $4) v
  )
  select trade_id, strategy, extract(epoch from closed_at) * 1000 as closed_at_ms,
         coalesce(sum(value), 0)::text as value, coalesce(sum(fees), 0)::text as fees
  from changes join late using (trade_id) group by 1, 2, 3 order by 3, 1`;

const OTHER_POSTINGS = `
  select kind, venue, asset, trim_scale(sum(amount))::text as amount from ledger_entries
  where mode = $1 and at >= ${FROM} and at < ${UNTIL} and trade_id is null and account like 'venue:%'
  group by 1, 2, 3 having sum(amount) <> 0 order by 1, 2, 3`;

/** Only of trades that had an orphan or a repair: all others count nothing. */
const VERDICTS = `
  select ${VERDICT} from trade_steps
  where result->>'kind' = 'position' and trade_id in (
    select s.trade_id from trade_steps s join trades t using (trade_id)
    where t.mode = $1 and t.closed_at >= ${FROM} and t.closed_at < ${UNTIL} and s.result->>'kind' = 'position'
      and (s.result->'situation'->>'kind' = 'orphan' or s.result->>'repair' <> 'none'))
  order by trade_id, epoch`;

/** Steps taken over by whom, and those that the guard began by itself on exposures that nobody was at work on. */
const RECOVERIES = `
  select (select coalesce(jsonb_agg(t order by t.by), '[]') from (
            select split_part(s.owner, ' ', 1) as by, count(*)::int as count from trade_steps s join trades t using (trade_id)
            where t.mode = $1 and s.taken_at >= ${FROM} and s.taken_at < ${UNTIL} group by 1) t) as takeovers,
         (select count(*)::int from trade_steps s join trades t using (trade_id)
           where t.mode = $1 and s.step = 'guard' and s.begun_at >= ${FROM} and s.begun_at < ${UNTIL}) as "guardSteps"`;

/** Incidents of no trade concern every mode. */
const INCIDENTS = `
  with seen as (
    select i.* from incidents i left join trades t using (trade_id) where coalesce(t.mode, $1) = $1 and i.opened_at < ${UNTIL}
  )
  select (select coalesce(jsonb_agg(k order by k.severity, k.kind), '[]') from (
            select kind, severity, count(*)::int as count from seen where opened_at >= ${FROM} group by 1, 2) k) as opened,
         (select count(*)::int from seen where closed_at >= ${FROM} and closed_at < ${UNTIL}) as closed,
         (select count(*)::int from seen where closed_at is null or closed_at >= ${UNTIL}) as open,
         (select count(*)::int from incident_events e join seen s on s.id = e.incident_id
           where s.kind = 'WORKFLOW_LOST' and e.kind in ('opened', 'repeated') and e.at >= ${FROM} and e.at < ${UNTIL}) as revived`;

const AT_END = `to_timestamp($2::float8 / 1000)`;

/** $1 mode, $2 the end. Open at the end of the window, or given to an operator by then whose incident was open. */
const POSITIONS = `
  with held as (
    select trade_id, strategy, notional_usd from trades t
    where mode = $1 and opened_at < ${AT_END} and (closed_at is null or closed_at >= ${AT_END} or (outcome = 'needs-operator' and exists (
      select from incidents i where i.trade_id = t.trade_id and i.kind = 'NEEDS_OPERATOR' and (i.closed_at is null or i.closed_at >= ${AT_END}))))
  )
  select trade_id as "tradeId", strategy, notional_usd::text as "notionalUsd",
         coalesce((select to_state from trade_events e where e.trade_id = h.trade_id and e.at_ms < $2::float8 order by seq desc limit 1), 'idle') as state,
         (select coalesce(jsonb_agg(a order by a.asset), '[]') from (
            select asset, trim_scale(sum(amount))::text as amount from ledger_entries l
            where l.trade_id = h.trade_id and l.at < ${AT_END} and l.account like 'venue:%'
            group by 1 having sum(amount) <> 0) a) as assets
  from held h order by trade_id`;

const count = z.coerce.number();
const counts = z.object({
  opened: count,
  closed: z.array(
    z.object({ outcome: z.enum(['completed', 'denied', 'aborted', 'unwound', 'needs-operator']), count }),
  ),
  slippage: z.string(),
  expected: z.string(),
});
const result = z.object({
  strategy: z.string(),
  venue: z.string(),
  unvalued: z.string().nullable(),
  value: z.string(),
  fees: z.string(),
  amount: z.string(),
});
const adjustment = z.object({
  trade_id: z.string(),
  strategy: z.string(),
  closed_at_ms: z.coerce.number(),
  value: z.string(),
  fees: z.string(),
});
const asset = z.object({ asset: z.string(), amount: z.string().transform((text) => asAmount(text)) });
const otherPosting = asset.extend({ kind: z.string(), venue: z.string() });
const recoveryFigures = z.object({
  takeovers: z.array(z.object({ by: z.string(), count })),
  guardSteps: count,
});
const incidentFigures = z.object({
  opened: z.array(z.object({ kind: z.string(), severity: z.enum(SEVERITIES), count })),
  closed: count,
  open: count,
  revived: count,
});
const position = z.object({
  tradeId: z.string(),
  strategy: z.string(),
  state: z.enum(TRADE_STATES),
  notionalUsd: z.string().transform((text) => asUsd(text)),
  assets: z.array(asset),
});

/**
 * What journal and ledger tell of a window. Once the window is settled, a second reading tells the same: a fact bears the time at which it
 * was written, whatever time it tells of.
 */
export async function readDailyFacts(
  database: Pick<Database, 'query'>,
  { mode, fromMs, untilMs }: ReportWindow,
): Promise<DailyFacts> {
  const window = [mode, fromMs, untilMs];
  const ask = (name: string, text: string, more: readonly unknown[] = []) =>
    database.query({ name, text, values: [...window, ...more] });
  const positions = { name: 'daily_positions', text: POSITIONS, values: [mode, untilMs] };
  const dollars = [[...DOLLARS]];
  const [counted] = await ask('daily_counts', COUNTS);
  const figures = counts.parse(counted);
  const results = z.array(result).parse(await ask('daily_results', RESULTS, dollars));
  const late = z.array(adjustment).parse(await ask('daily_adjustments', ADJUSTMENTS, dollars));
  const [recoveries] = await ask('daily_recoveries', RECOVERIES);
  const [incidents] = await ask('daily_incidents', INCIDENTS);
  const { opened, closed, open, revived } = incidentFigures.parse(incidents);
  return {
    opened: figures.opened,
    closed: figures.closed,
    results: results.filter(({ unvalued }) => unvalued === null),
    unvalued: results.flatMap(({ unvalued, venue, amount }) =>
      unvalued === null ? [] : [{ venue, asset: unvalued, amount: asAmount(amount) }],
    ),
    slippage: figures.slippage,
    expected: figures.expected,
    adjustments: late.map(({ trade_id, closed_at_ms, ...rest }) => ({
      tradeId: trade_id,
      closedAtMs: closed_at_ms,
      ...rest,
    })),
    otherPostings: z.array(otherPosting).parse(await ask('daily_other_postings', OTHER_POSTINGS)),
    verdicts: (await ask('daily_verdicts', VERDICTS)).map(toVerdict),
    ...recoveryFigures.parse(recoveries),
    revivedWorkflows: revived,
    incidentsOpened: opened,
    incidentsClosed: closed,
    incidentsOpen: open,
    openPositions: z.array(position).parse(await database.query(positions)),
  };
}
