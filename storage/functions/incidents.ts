/** Incidents: one open one per kind, trade and venue; a repeat is counted. They end by a named operator, who takes over what they hold. */
export const incidents = `
create or replace function worse_severity(p_one text, p_other text) returns text language sql immutable as $$
  select case when 'critical' in (p_one, p_other) then 'critical' when 'warning' in (p_one, p_other) then 'warning' else 'info' end
$$;

-- The only way in which an incident begins. The first hundred occurrences stand in its time line, later ones are counted only.
create or replace function open_incident(p_severity text, p_kind text, p_trade text, p_venue text, p_details jsonb, p_by text default 'journal')
returns jsonb language plpgsql as $$
declare v_incident incidents;
begin
  insert into incidents(severity, kind, trade_id, venue, details, opened_by) values (p_severity, p_kind, p_trade, p_venue, p_details, p_by)
    on conflict (kind, coalesce(trade_id, ''), coalesce(venue, '')) where closed_at is null do update
      set occurrences = incidents.occurrences + 1, last_seen_at = now(), severity = worse_severity(incidents.severity, excluded.severity)
    returning * into v_incident;
  if v_incident.occurrences <= 100 then
    insert into incident_events(incident_id, kind, who, note, details)
      values (v_incident.id, case when v_incident.occurrences = 1 then 'opened' else 'repeated' end, p_by, p_severity, p_details);
  end if;
  return jsonb_build_object('id', v_incident.id, 'occurrences', v_incident.occurrences);
end $$;

create or replace function acknowledge_incident(p jsonb) returns jsonb language plpgsql as $$
declare v_incident incidents;
begin
  select * into v_incident from incidents where id = (p->>'id')::bigint for update;
  if not found then return jsonb_build_object('kind', 'unknown'); end if;
  if v_incident.closed_at is not null then return jsonb_build_object('kind', 'alreadyClosed', 'by', v_incident.closed_by); end if;
  update incidents set owner = p->>'by', acknowledged_at = coalesce(acknowledged_at, now()), acknowledged_by = coalesce(acknowledged_by, p->>'by')
    where id = v_incident.id;
  insert into incident_events(incident_id, kind, who, note) values (v_incident.id, 'acknowledged', p->>'by', '');
  insert into audit_log(who, action, details) values (p->>'by', 'incident.acknowledged', jsonb_build_object('incident', v_incident.id, 'kind', v_incident.kind));
  return jsonb_build_object('kind', 'acknowledged');
end $$;

-- Ends what a trade closed as needs-operator still holds: coins go to the residual account, capital and limits are free, the slot opens.
create or replace function release_to_operator(p_trade trades) returns void language plpgsql as $$
declare v_slot slots;
begin
  perform post_dust(p_trade.trade_id, p_trade.mode);
  update slots set trade_id = null, counter = counter + 1, next_open_at = greatest(next_open_at, now())
    where trade_id = p_trade.trade_id returning * into v_slot;
  if found then perform announce_slot(v_slot); end if;
  perform release_trade(p_trade.trade_id, p_trade.mode); -- last: all trades meet in these rows
end $$;

create or replace function close_incident(p jsonb) returns jsonb language plpgsql as $$
declare
  v_incident incidents; v_trade trades; v_open text[]; v_holds boolean := false;
begin
  select * into v_incident from incidents where id = (p->>'id')::bigint;
  if not found then return jsonb_build_object('kind', 'unknown'); end if;
  -- slot, trade, orders: the order of locks that the journal keeps, too; facts under way are in or wait
  perform 1 from slots where trade_id = v_incident.trade_id for update;
  select * into v_trade from trades where trade_id = v_incident.trade_id for no key update;
  perform 1 from orders where trade_id = v_incident.trade_id order by client_order_id for update;
  select * into v_incident from incidents where id = v_incident.id for update;
  if v_incident.closed_at is not null then return jsonb_build_object('kind', 'alreadyClosed', 'by', v_incident.closed_by); end if;
  if v_incident.kind = 'NEEDS_OPERATOR' and v_trade.outcome = 'needs-operator' then
    v_holds := true;
    v_open := open_orders_of(v_trade.trade_id);
    if v_open is not null and not (p->>'force')::boolean then
      return jsonb_build_object('kind', 'notFinal', 'clientOrderIds', to_jsonb(v_open));
    end if;
  end if;

  update incidents set closed_at = now(), closed_by = p->>'by', resolution = p->>'reason', cause = p->>'cause', owner = coalesce(owner, p->>'by')
    where id = v_incident.id;
  insert into incident_events(incident_id, kind, who, note, details)
    values (v_incident.id, 'closed', p->>'by', p->>'reason', jsonb_strip_nulls(jsonb_build_object('ordersNotFinal', v_open)));
  insert into audit_log(who, action, details) values (p->>'by', 'incident.closed',
    jsonb_strip_nulls(jsonb_build_object('incident', v_incident.id, 'kind', v_incident.kind, 'reason', p->>'reason', 'ordersNotFinal', v_open)));
  if v_holds then perform release_to_operator(v_trade); end if;
  return jsonb_build_object('kind', 'closed', 'released', v_holds);
end $$;
`;
