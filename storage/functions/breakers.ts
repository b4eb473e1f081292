/** Breakers: what they stop is read by every begin; a trip, a reset and a self-healing are one commit each. Risk states: domain/risk/riskState.ts. */
export const breakers = `
-- The tripped breaker that forbids new risk to this plan, if any: the oldest of them, by name.
create or replace function breaker_denial(p_plan jsonb) returns jsonb language sql stable as $$
  select denial('BREAKER_' || upper(replace(b.name, '-', '_')),
    jsonb_build_object('scope', b.scope, 'key', b.key, 'value', b.value, 'threshold', b.threshold, 'since', b.tripped_at::text))
  from risk_stops s join breakers b on (b.mode, b.name, b.scope, b.key) = (s.mode, s.name, s.scope, s.key)
  where s.mode = p_plan->>'mode'
    and (s.stop_scope = 'global' or (s.stop_scope = 'strategy' and s.stop_key = p_plan->>'strategy')
         or (s.stop_scope = 'pair' and s.stop_key = p_plan->>'pairKey')
         or (s.stop_scope = 'venue' and s.stop_key in (select l->>'venue' from jsonb_array_elements(p_plan->'legs') l)))
  order by b.tripped_at limit 1
$$;

-- What forbids new risk to this plan: a control, else a tripped breaker; nothing is looked for where nothing is tripped.
create or replace function risk_denial(p_plan jsonb) returns jsonb language plpgsql stable as $$
declare v_answer jsonb := control_denial(p_plan);
begin
  if v_answer is null and exists (select from risk_stops) then return breaker_denial(p_plan); end if;
  return v_answer;
end $$;

-- True where an orphan of such a trade is only to be reduced.
create or replace function is_halted(p_mode text, p_strategy text) returns boolean language sql stable as $$
  select exists (select from controls c where c.scope = 'global' and c.state in ('shutdown', 'killed'))
      or exists (select from risk_stops s where s.mode = p_mode and s.state = 'HALTED'
                 and (s.stop_scope = 'global' or (s.stop_scope = 'strategy' and s.stop_key = p_strategy)))
$$;

-- Everything that is not ACTIVE: the worst of controls and tripped breakers for each scope and key.
create or replace function risk_states(p_mode text) returns table(scope text, key text, state text) language sql stable as $$
  select scope, key, case max(rank) when 2 then 'HALTED' else 'REDUCING' end from (
    select c.scope, c.key, case c.state when 'paused' then 1 else 2 end as rank from controls c where c.state <> 'running'
    union all
    select s.stop_scope, s.stop_key, case s.state when 'HALTED' then 2 else 1 end from risk_stops s where s.mode = p_mode
  ) stops group by scope, key order by scope, key
$$;

create or replace function audit_breaker(b breakers, p_who text, p_action text, p_more jsonb default '{}') returns void language sql as $$
  insert into audit_log(who, action, details) values (p_who, 'breaker.' || p_action, jsonb_build_object('mode', b.mode, 'name', b.name, 'scope', b.scope,
    'key', b.key, 'value', b.value, 'threshold', b.threshold, 'figures', b.figures) || p_more)
$$;

-- Trips an armed breaker: state, stops, control, incident and audit in this one commit. The caller holds the row.
create or replace function trip_breaker(b breakers, v jsonb) returns void language plpgsql as $$
begin
  update breakers set state = 'tripped', tripped_at = clock_timestamp(), trips = trips + 1, revision = revision + 1, clear_since = null,
      action = v->>'action', value = v->>'value', threshold = v->>'threshold', figures = v->'figures', follow_up = v->>'followUp', observed_at = clock_timestamp()
    where (mode, name, scope, key) = (b.mode, b.name, b.scope, b.key) returning * into b;
  insert into risk_stops(mode, name, scope, key, stop_scope, stop_key, state)
    select b.mode, b.name, b.scope, b.key, s->>'scope', s->>'key', s->>'state' from jsonb_array_elements(v->'stops') s;
  if b.action = 'emergency-shutdown' then
    -- a breaker is a risk limit: positions are closed; a guard drives it where the follow-up can't reach Temporal
    update breakers set shutdown_id = request_shutdown(jsonb_build_object('reason', format('breaker %s: %s at %s', b.name, b.value, b.threshold),
        'flatten', true, 'requestedBy', 'breaker:' || b.name))
      where (mode, name, scope, key) = (b.mode, b.name, b.scope, b.key);
  end if;
  perform open_incident('critical', 'BREAKER_' || upper(replace(b.name, '-', '_')), v->>'tradeId', case b.scope when 'venue' then b.key end,
    jsonb_build_object('scope', b.scope, 'key', b.key, 'value', b.value, 'threshold', b.threshold, 'action', b.action) || b.figures, 'breakers');
  perform audit_breaker(b, 'breakers', 'tripped', jsonb_build_object('action', b.action));
end $$;

-- Arms a tripped breaker again; what it counted, it counts anew from here. The caller holds the row.
create or replace function arm_breaker(b breakers, p_by text, p_reason text) returns void language plpgsql as $$
begin
  delete from risk_stops where (mode, name, scope, key) = (b.mode, b.name, b.scope, b.key);
  -- observed a second ago: the next look may write its value at once
  update breakers set state = 'armed', clear_since = null, counted_from = clock_timestamp(), revision = revision + 1, follow_up = null,
      observed_at = clock_timestamp() - interval '1 s',
      reset_by = p_by, reset_reason = p_reason, reset_at = clock_timestamp()
    where (mode, name, scope, key) = (b.mode, b.name, b.scope, b.key);
  update result_marks m set revision = m.revision + 1,
      peak_usd = case when b.name in ('drawdown', 'drawdown-directional', 'strategy-drawdown') then null else m.peak_usd end,
      day_start_usd = case when b.name in ('daily-loss', 'daily-loss-directional') then null else m.day_start_usd end,
      day = case when b.name in ('daily-loss', 'daily-loss-directional') then to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD') else m.day end
    where m.mode = b.mode and m.account = any (case b.name
      when 'daily-loss' then array['all', 'market-neutral'] when 'daily-loss-directional' then array['directional']
      when 'drawdown' then array['market-neutral'] when 'drawdown-directional' then array['directional']
      when 'strategy-drawdown' then array['strategy:' || b.key] else array[]::text[] end);
  perform audit_breaker(b, p_by, 'reset', jsonb_build_object('reason', p_reason));
end $$;

-- One verdict: writes only where it changes something. Answers 'tripped' or 'healed' where it did, else null.
create or replace function observe_breaker(p_mode text, v jsonb) returns text language plpgsql as $$
declare b breakers; v_cooldown interval := (v->>'cooldownMs')::int * interval '1 ms'; v_over boolean := v->>'kind' = 'over';
begin
  insert into breakers(mode, name, scope, key, action, value, threshold, figures)
    select p_mode, v->>'name', v->>'scope', v->>'key', v->>'action', v->>'value', v->>'threshold', v->'figures'
    where not exists (select from breakers x where (x.mode, x.name, x.scope, x.key) = (p_mode, v->>'name', v->>'scope', v->>'key'))
    on conflict do nothing;
  select * into strict b from breakers x where (x.mode, x.name, x.scope, x.key) = (p_mode, v->>'name', v->>'scope', v->>'key');
  if b.revision <> (v->>'revisionSeen')::int then return null; end if; -- decided on figures of before a trip or a reset
  if b.state = 'armed' and not v_over then
    update breakers x set value = v->>'value', threshold = v->>'threshold', action = v->>'action', figures = v->'figures', observed_at = clock_timestamp()
      where (x.mode, x.name, x.scope, x.key) = (b.mode, b.name, b.scope, b.key) and x.revision = b.revision
        and x.observed_at < clock_timestamp() - interval '1 s'
        and (x.value, x.threshold, x.action) is distinct from (v->>'value', v->>'threshold', v->>'action');
    return null;
  end if;
  select * into strict b from breakers x where (x.mode, x.name, x.scope, x.key) = (b.mode, b.name, b.scope, b.key) for update;
  if b.revision <> (v->>'revisionSeen')::int then return null; end if; -- another evaluator was first
  if b.state = 'armed' then
    perform trip_breaker(b, v);
    return 'tripped';
  end if;
  if v_cooldown is null then return null; end if;
  if v->>'breakerKind' = 'level' then
    if v_over then
      if b.clear_since is not null then update breakers x set clear_since = null where (x.mode, x.name, x.scope, x.key) = (b.mode, b.name, b.scope, b.key); end if;
      return null;
    elsif b.clear_since is null then
      update breakers x set clear_since = clock_timestamp() where (x.mode, x.name, x.scope, x.key) = (b.mode, b.name, b.scope, b.key);
      return null;
    end if;
  end if;
  if coalesce(b.clear_since, b.tripped_at) > clock_timestamp() - v_cooldown then return null; end if;
  perform arm_breaker(b, 'self-healing', format('quiet for %s ms', v->>'cooldownMs'));
  return 'healed';
end $$;

-- All verdicts of one look, in one order of locks; answers what changed.
create or replace function observe_breakers(p jsonb) returns jsonb language plpgsql as $$
declare v jsonb; v_change text; v_changes jsonb := '[]';
begin
  for v in select value from jsonb_array_elements(p->'verdicts') order by value->>'name', value->>'scope', value->>'key' loop
    v_change := observe_breaker(p->>'mode', v);
    if v_change is not null then
      v_changes := v_changes || jsonb_build_object('change', v_change, 'name', v->>'name', 'scope', v->>'scope', 'key', v->>'key',
        'value', v->>'value', 'threshold', v->>'threshold', 'action', v->>'action');
    end if;
  end loop;
  return v_changes;
end $$;

-- An operator's reset. Answers the breakers that were armed again.
create or replace function reset_breakers(p jsonb) returns jsonb language plpgsql as $$
declare b breakers; v_reset jsonb := '[]';
begin
  if trim(coalesce(p->>'by', '')) = '' or trim(coalesce(p->>'reason', '')) = '' then
    raise exception 'a breaker is reset by a named operator with a reason';
  end if;
  for b in select * from breakers where mode = p->>'mode' and name = p->>'name' and state = 'tripped'
      and (p->>'key' is null or key = p->>'key') order by name, scope, key for update loop
    perform arm_breaker(b, p->>'by', p->>'reason');
    v_reset := v_reset || jsonb_build_object('name', b.name, 'scope', b.scope, 'key', b.key, 'action', b.action);
  end loop;
  return v_reset;
end $$;

-- What the rules are fed with, as of one moment.
create or replace function risk_figures(p jsonb) returns jsonb language plpgsql stable set enable_seqscan = off as $$
declare v_mode text := p->>'mode'; v_now timestamptz := clock_timestamp(); v_day text := to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD');
  v_midnight timestamptz := (v_day || 'T00:00:00Z')::timestamptz;
begin
  return jsonb_build_object(
    'day', v_day,
    'balances', (select coalesce(jsonb_agg(jsonb_build_object('asset', asset, 'balance', balance)), '[]')
      from (select asset, sum(balance)::text as balance from account_balances where mode = v_mode group by asset) b),
    'breakers', (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'scope', scope, 'key', key, 'state', state, 'revision', revision)), '[]')
      from breakers where mode = v_mode),
    'marks', (select coalesce(jsonb_agg(jsonb_build_object('account', account, 'day', day, 'dayStartUsd', day_start_usd::text, 'peakUsd', peak_usd::text, 'alerted', alerted, 'revision', revision)), '[]')
      from result_marks where mode = v_mode),
    'realised', (select coalesce(jsonb_agg(jsonb_build_object('strategy', strategy, 'usd', usd)), '[]')
      from (select strategy, sum(pnl_usd)::text as usd from realised_results where mode = v_mode group by strategy) r),
    -- asked for once a day, or by a database without marks
    'realisedToday', case when not exists (select from result_marks where mode = v_mode)
        or exists (select from result_marks where mode = v_mode and day <> v_day) then
      (select coalesce(jsonb_agg(jsonb_build_object('strategy', strategy, 'usd', usd)), '[]') from (
        select strategy, sum(coalesce(pnl_usd, 0))::text as usd from trades where mode = v_mode and strategy in (select jsonb_array_elements_text(p->'strategies'))
          and closed_at >= v_midnight and outcome is not null and outcome not in ('denied', 'needs-operator') group by strategy) r) else '[]' end,
    -- what open trades have bought and sold, fees included, to be valued now
    'open', (select coalesce(jsonb_agg(jsonb_build_object('strategy', strategy, 'asset', asset, 'amount', amount)), '[]') from (
      select t.strategy, e.asset, sum(e.amount)::text as amount from (
        select trade_id, strategy from trades where closed_at is null and mode = v_mode
        union all select trade_id, strategy from trades where outcome = 'needs-operator' and mode = v_mode) t
      join ledger_entries e on e.trade_id = t.trade_id and e.account = 'venue:' || e.venue || ':main'
      group by t.strategy, e.asset having sum(e.amount) <> 0) o),
    'closed', (select coalesce(jsonb_agg(jsonb_build_object('strategy', s, 'trades', (
      select coalesce(jsonb_agg(jsonb_build_object('outcome', outcome, 'pnlUsd', pnl)), '[]') from (
        select t.outcome, coalesce(t.pnl_usd, 0)::text as pnl from trades t
        where t.strategy = s and t.outcome is not null and t.outcome <> 'denied' and t.mode = v_mode
          and t.closed_at > coalesce((select counted_from from breakers where mode = v_mode and name = 'failed-trades' and scope = 'strategy' and key = s), '-infinity')
          -- an order that found no price says nothing; one that the venue refused does
          and (t.outcome <> 'aborted' or exists (select from orders o where o.trade_id = t.trade_id and o.state = 'rejected'))
          -- what a person has stopped is not a failure
          and not exists (select from trade_events e where e.trade_id = t.trade_id and e.to_state = 'unwinding'
                          and (e.cause like 'kill: %' or e.cause like 'emergency shutdown: %'))
        order by t.closed_at desc limit (p->>'failedTrades')::int) c))), '[]')
      from jsonb_array_elements_text(p->'strategies') s),
    'venues', (select coalesce(jsonb_agg(jsonb_build_object('venue', venue, 'requests', requests, 'errors', errors, 'downMs', down_ms, 'skewMs', skew_ms)), '[]') from (
      select venue, sum(requests) as requests, sum(errors) as errors,
        coalesce(max(extract(epoch from v_now - down_since)) * 1000, 0)::bigint as down_ms, max(abs(skew_ms)) as skew_ms
      from venue_health where mode = v_mode and at > v_now - interval '5 s' group by venue) h),
    -- the longest orphan of each pair: from when it was known, or from the last step that saw none, to the first that found it gone
    'orphans', (select coalesce(jsonb_agg(jsonb_build_object('pairKey', pair_key, 'strategy', strategy, 'tradeId', trade_id, 'ms', ms)), '[]') from (
      select distinct on (pair_key) pair_key, strategy, trade_id, ms from (
        select t.pair_key, t.strategy, t.trade_id,
          (coalesce(gone.at_ms, extract(epoch from coalesce(t.closed_at, v_now)) * 1000)
            - greatest((s.result->'situation'->>'knownAtMs')::float8, coalesce(before.at_ms, 0)))::bigint as ms
        from trade_steps s join trades t using (trade_id)
        left join lateral (select min((n.result->>'atMs')::float8) as at_ms from trade_steps n
          where n.trade_id = s.trade_id and n.epoch > s.epoch and n.result->'situation'->>'kind' <> 'orphan') gone on true
        left join lateral (select max((n.result->>'atMs')::float8) as at_ms from trade_steps n
          where n.trade_id = s.trade_id and n.epoch < s.epoch and n.result->'situation'->>'kind' <> 'orphan') before on true
        where s.result->'situation'->>'kind' = 'orphan' and s.finished_at > v_now - interval '10 min' and t.mode = v_mode
          and s.finished_at > coalesce((select b.counted_from from breakers b where b.mode = v_mode and b.name = 'orphan-time' and b.scope = 'pair' and b.key = t.pair_key), '-infinity')
      ) spans order by pair_key, ms desc) longest),
    'differences', (select coalesce(jsonb_agg(jsonb_build_object('venue', venue, 'count', n)), '[]') from (
      select i.venue, count(*) as n from incidents i
      where i.closed_at is null and i.kind in (select jsonb_array_elements_text(p->'differenceIncidents')) and i.venue is not null
        and coalesce(i.details->>'mode', v_mode) = v_mode
      group by i.venue) d)
  );
end $$;

-- Marks move up and forward only, and never against a reset that came between. Answers the accounts whose alert has just begun.
create or replace function move_marks(p jsonb) returns jsonb language plpgsql as $$
declare m jsonb; v_alerts jsonb := '[]';
begin
  for m in select value from jsonb_array_elements(p->'marks') order by value->>'account' loop
    insert into result_marks(mode, account, day, day_start_usd, peak_usd, revision)
      values (p->>'mode', m->>'account', m->>'day', (m->>'dayStartUsd')::numeric, (m->>'peakUsd')::numeric, (m->>'revision')::int)
      on conflict (mode, account) do update set day = greatest(result_marks.day, excluded.day),
        day_start_usd = case when excluded.day > result_marks.day then excluded.day_start_usd else coalesce(result_marks.day_start_usd, excluded.day_start_usd) end,
        peak_usd = greatest(result_marks.peak_usd, excluded.peak_usd)
      where result_marks.revision = excluded.revision;
    update result_marks set alerted = (m->>'alerted')::boolean
      where mode = p->>'mode' and account = m->>'account' and alerted <> (m->>'alerted')::boolean;
    if found and (m->>'alerted')::boolean then
      perform open_incident('warning', 'DRAWDOWN_ALERT', null, null,
        jsonb_build_object('mode', p->>'mode', 'account', m->>'account') || (m->'figures'), 'breakers');
      v_alerts := v_alerts || (m->'account');
    end if;
  end loop;
  return v_alerts;
end $$;
`;
