/** What stands between a step and a venue beyond controls and limits: the freeze, and the latches to real money. */
export const latches = `
-- Nothing that changes anything at a venue begins while everything is frozen; null where it is not.
create or replace function freeze_denial() returns jsonb language sql stable as $$
  select denial('CONTROL_FROZEN', jsonb_build_object('reason', reason, 'by', set_by)) from freeze_switch where frozen
$$;

-- One commit: the switch, the line in the audit trail, the page, and the word to every process.
create or replace function set_freeze(p jsonb) returns void language plpgsql as $$
declare v_frozen boolean := (p->>'frozen')::boolean; v_was boolean; v_row freeze_switch;
begin
  select frozen into strict v_was from freeze_switch for update;
  insert into audit_log(who, action, details)
    values (p->>'setBy', case when v_frozen then 'freeze.on' else 'freeze.off' end, jsonb_build_object('reason', p->>'reason', 'was', v_was));
  if v_was is distinct from v_frozen then
    update freeze_switch set frozen = v_frozen, version = version + 1, reason = p->>'reason', set_by = p->>'setBy', set_at = clock_timestamp(), paged_at = clock_timestamp();
    if v_frozen then
      perform open_incident('critical', 'FROZEN', null, null, jsonb_build_object('reason', p->>'reason', 'by', p->>'setBy'), 'freeze');
    else
      perform close_incident(jsonb_build_object('id', id, 'by', p->>'setBy', 'reason', p->>'reason', 'cause', details->>'reason', 'force', false))
        from incidents where kind = 'FROZEN' and closed_at is null;
    end if;
  end if;
  select * into strict v_row from freeze_switch;
  perform pg_notify('freeze_switch', json_build_object('frozen', v_row.frozen, 'version', v_row.version, 'reason', v_row.reason, 'setBy', v_row.set_by)::text);
end $$;

-- Pages again where a freeze leaves something open for longer than the interval: what is open then, null where nobody is to be called.
create or replace function page_freeze(p_every_ms int) returns jsonb language plpgsql as $$
declare v_row freeze_switch; v_open jsonb;
begin
  select * into strict v_row from freeze_switch for update;
  if not v_row.frozen or v_row.paged_at > clock_timestamp() - p_every_ms * interval '1 ms' then return null; end if;
  select jsonb_build_object('trades', (select count(*) from trades where closed_at is null), 'orders', (select count(*) from orders where not final))
    into v_open;
  if v_open = '{"trades": 0, "orders": 0}' then return null; end if;
  update freeze_switch set paged_at = clock_timestamp();
  perform open_incident('critical', 'FROZEN', null, null, v_open || jsonb_build_object('reason', v_row.reason, 'by', v_row.set_by), 'freeze');
  return v_open || jsonb_build_object('reason', v_row.reason, 'by', v_row.set_by);
end $$;

-- Why no live order that adds risk may leave now; null for every other mode. The process has judged what it alone knows (latchDenial);
-- what people switch at run time is read here, by every begin. Live is refused as the last latch of this version.
create or replace function latch_denial(p_plan jsonb, p jsonb) returns jsonb language plpgsql stable as $$
begin
  if p_plan->>'mode' <> 'live' then return null; end if;
  if jsonb_typeof(p->'latchDenial') = 'object' then return p->'latchDenial'; end if;
  if (select value from settings where key = 'trading_mode') is distinct from 'LIVE' then return denial('LATCH_TRADING_MODE'); end if;
  if coalesce((p->>'intelligenceGate')::boolean, true) then
    if p_plan->>'confirmedAtMs' is null then return denial('LATCH_INTELLIGENCE_GATE', '{"missing": "confirmation"}'); end if;
  elsif coalesce((select value from settings where key = 'intelligence_gate_off'), '') = '' then
    return denial('LATCH_INTELLIGENCE_GATE', '{"missing": "reason"}');
  end if;
  return denial('LATCH_LIVE_REFUSED');
end $$;
`;
