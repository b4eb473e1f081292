/** Steps of a trade that is worked on follow each other faster, also on a busy machine. */
const IDLE_MS = 100;

/** The guard's lease, the death of owners, takeover, and the exposures that nobody is at work on. */
export const guarding = `
-- Renews the lease of this guard or takes an expired one; true while it is the active one.
create or replace function renew_guard_lease(p_guard text, p_lease_ms int) returns jsonb language plpgsql as $$
declare v_row guard_lease; v_now timestamptz := clock_timestamp(); v_expires timestamptz := v_now + p_lease_ms * interval '1 ms';
begin
  insert into guard_lease(holder, active_since, expires_at) values (p_guard, v_now, v_expires)
  on conflict (only_row) do update
    set active_since = case when guard_lease.holder = p_guard and guard_lease.expires_at > v_now then guard_lease.active_since else v_now end,
        holder = p_guard, expires_at = v_expires
    where guard_lease.holder = p_guard or guard_lease.expires_at <= v_now;
  select * into v_row from guard_lease;
  return jsonb_build_object('active', v_row.holder = p_guard, 'holder', v_row.holder);
end $$;

-- The guard that a begin which adds risk relies on.
create or replace function guard_denial() returns jsonb language sql stable as $$
  select case when exists (select from guard_lease where expires_at > clock_timestamp()) then null else denial('GUARD_ABSENT') end
$$;

create or replace function is_active_guard(p_owner text) returns boolean language sql stable as $$
  select exists (select from guard_lease where holder = p_owner and expires_at > clock_timestamp())
$$;

create or replace function is_owner_gone(p_owner text, p_gone text[], p_connected text[]) returns boolean language sql stable as $$
  select p_owner = any(p_gone)
      or (p_owner <> all(p_connected) and not is_active_guard(p_owner)
          and not exists (select from trader_leases where owner = p_owner and expires_at > clock_timestamp()))
$$;

-- Unfinished steps whose owner is gone or whose deadline has passed; with \`p_guard\` as owner: its own, left by a failed try.
create or replace function due_steps(p_guard text, p_gone text[], p_connected text[]) returns setof jsonb language sql stable as $$
  select jsonb_build_object('tradeId', s.trade_id, 'step', s.step, 'attempt', s.attempt, 'epoch', t.epoch, 'owner', s.owner,
    'deadlineAtMs', (extract(epoch from s.deadline_at) * 1000)::bigint, 'ownerGone', is_owner_gone(s.owner, p_gone, p_connected))
  from trade_steps s join trades t on t.trade_id = s.trade_id
  where s.result is null and (s.owner = p_guard or s.deadline_at <= clock_timestamp() or is_owner_gone(s.owner, p_gone, p_connected))
  order by s.begun_at
$$;

-- Open trades that are exposed while no step is under way: longer than an orphan may be; past its share for chasing with nobody at work for a
-- moment (Temporal is away, and with it the next step); or whose last owner is gone.
create or replace function due_exposures(p_gone text[], p_connected text[]) returns setof jsonb language sql stable as $$
  select jsonb_build_object('tradeId', t.trade_id, 'epoch', t.epoch, 'sinceMs', (extract(epoch from e.since) * 1000)::bigint)
  from trade_exposures e join trades t on t.trade_id = e.trade_id
  where t.closed_at is null
    and not exists (select from trade_steps s where s.trade_id = t.trade_id and s.result is null)
    and (e.since + (t.plan->'deadlines'->>'orphanMs')::int * interval '1 ms' <= clock_timestamp()
         or (e.since + (t.plan->'deadlines'->>'orphanChaseMs')::int * interval '1 ms' <= clock_timestamp()
             and not exists (select from trade_steps s where s.trade_id = t.trade_id
                             and s.finished_at > clock_timestamp() - ${IDLE_MS} * interval '1 ms'))
         or is_owner_gone((select s.owner from trade_steps s where s.trade_id = t.trade_id order by s.epoch desc limit 1), p_gone, p_connected))
  order by e.since
$$;

-- One update conditional on the epoch seen and on a reason: the owner is gone, or the deadline has passed.
create or replace function guard_take_step(p jsonb) returns jsonb language plpgsql as $$
declare v_epoch int; v_step trade_steps; v_because text;
begin
  if not is_active_guard(p->>'guard') then return jsonb_build_object('kind', 'refused'); end if;
  select epoch into strict v_epoch from trades where trade_id = p->>'tradeId' for no key update;
  select * into strict v_step from trade_steps
    where trade_id = p->>'tradeId' and step = p->>'step' and attempt = (p->>'attempt')::int;
  v_because := case when v_step.owner = p->>'guard' then 'own step' when (p->>'ownerGone')::boolean then 'owner gone'
                    when v_step.deadline_at <= clock_timestamp() then 'deadline passed' end;
  if v_step.result is not null or v_epoch <> (p->>'epoch')::int or v_because is null then
    return jsonb_build_object('kind', 'refused', 'result', v_step.result);
  end if;
  update trades set epoch = v_epoch + 1 where trade_id = v_step.trade_id;
  update trade_steps set epoch = v_epoch + 1, owner = p->>'guard',
      taken_from = coalesce(taken_from, v_step.owner), taken_at = coalesce(taken_at, clock_timestamp()), taken_because = coalesce(taken_because, v_because)
    where trade_id = v_step.trade_id and step = v_step.step and attempt = v_step.attempt;
  perform open_incident('warning', 'STEP_TAKEN_OVER', v_step.trade_id, null,
    jsonb_build_object('step', v_step.step, 'attempt', v_step.attempt, 'owner', v_step.owner, 'because', v_because), 'guard');
  return jsonb_build_object('kind', 'taken', 'epoch', v_epoch + 1);
end $$;

-- What a step or a late fill leaves behind; kept from when it was first known.
create or replace function mark_exposed(p_trade text, p_since timestamptz) returns void language sql as $$
  insert into trade_exposures(trade_id, since) select p_trade, p_since where exists (select from trades where trade_id = p_trade and closed_at is null)
  on conflict (trade_id) do nothing
$$;

-- A look at the trade found nothing exposed; refused where somebody has moved on since.
create or replace function clear_exposure(p_trade text, p_epoch int) returns void language sql as $$
  delete from trade_exposures e using trades t where e.trade_id = p_trade and t.trade_id = p_trade and t.epoch = p_epoch
$$;
`;
