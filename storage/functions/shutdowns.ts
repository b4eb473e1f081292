/** The emergency shutdown as rows: the barrier, who drives it, its report. Temporal drives it; where it is silent, a guard does. */
export const shutdowns = `
-- The barrier: when this has committed, no begin adds risk. A shutdown that is under way is joined; joining can only ask for more.
create or replace function request_shutdown(p jsonb) returns bigint language plpgsql as $$
declare v_id bigint;
begin
  insert into audit_log(who, action, details)
    values (p->>'requestedBy', 'control.shutdown', jsonb_build_object('scope', 'global', 'reason', p->>'reason', 'flatten', (p->>'flatten')::boolean));
  insert into controls(scope, key, state, reason, set_by) values ('global', '', 'shutdown', p->>'reason', p->>'requestedBy')
    on conflict (scope, key) do update set state = excluded.state, reason = excluded.reason, set_by = excluded.set_by, set_at = now()
    where controls.state <> 'shutdown';
  insert into emergency_shutdowns(reason, flatten, requested_by) values (p->>'reason', (p->>'flatten')::boolean, p->>'requestedBy')
    on conflict ((true)) where ended_at is null do update set flatten = emergency_shutdowns.flatten or excluded.flatten
    returning id into v_id;
  return v_id;
end $$;

-- For the driver that the request names: from now on this driver works on it, or it has ended, with its report.
create or replace function join_shutdown(p_id bigint, p_driver text) returns jsonb language plpgsql as $$
declare v_row emergency_shutdowns;
begin
  update emergency_shutdowns set driven_by = p_driver, driven_at = clock_timestamp() where id = p_id and ended_at is null returning * into v_row;
  if found then return jsonb_build_object('kind', 'open', 'flatten', v_row.flatten); end if;
  select * into strict v_row from emergency_shutdowns where id = p_id;
  return jsonb_build_object('kind', 'ended', 'report', v_row.report);
end $$;

-- The shutdown that nobody has worked on for so long, now this driver's. One whose control was lifted meanwhile is over.
create or replace function take_silent_shutdown(p_driver text, p_silent_ms int) returns jsonb language plpgsql as $$
declare v_row emergency_shutdowns;
begin
  select * into v_row from emergency_shutdowns where ended_at is null
    and (driven_by = p_driver or coalesce(driven_at, requested_at) <= clock_timestamp() - p_silent_ms * interval '1 ms') for update;
  if not found then return null; end if;
  if not exists (select from controls where scope = 'global' and state = 'shutdown') then
    update emergency_shutdowns set ended_at = clock_timestamp() where id = v_row.id;
    return null;
  end if;
  update emergency_shutdowns set driven_by = p_driver, driven_at = clock_timestamp() where id = v_row.id;
  return jsonb_build_object('id', v_row.id, 'reason', v_row.reason, 'flatten', v_row.flatten, 'requestedBy', v_row.requested_by);
end $$;

-- The state for the post-mortem and the end of the shutdown, in one commit; answers the id of the snapshot. Null, and nothing has ended,
-- where somebody has asked to flatten, too, since the driver looked.
create or replace function end_shutdown(p jsonb) returns text language plpgsql as $$
declare v_id text; v_flatten boolean;
begin
  select flatten into v_flatten from emergency_shutdowns where ended_at is null for update;
  if v_flatten and not (p->>'flatten')::boolean then return null; end if;
  insert into audit_log(who, action, details)
    select 'emergency-shutdown', 'snapshot', jsonb_build_object(
      'reason', p->>'reason',
      'openTrades', (select coalesce(jsonb_agg(read_trade(trade_id)), '[]') from trades where closed_at is null),
      'balances', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from account_balances b),
      'openOrders', (select coalesce(jsonb_agg(to_jsonb(o)), '[]') from orders o where not final),
      'incidents', (select coalesce(jsonb_agg(to_jsonb(i)), '[]') from incidents i where closed_at is null))
    returning id::text into v_id;
  update emergency_shutdowns set ended_at = clock_timestamp(), report = p || jsonb_build_object('snapshotId', v_id, 'drivenBy', coalesce(driven_by, ''))
    where ended_at is null;
  return v_id;
end $$;
`;
