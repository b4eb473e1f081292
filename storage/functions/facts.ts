/** Facts are accepted from anyone at any time: order states, and fills counted once by the venue's own trade id. */
export const facts = `
create or replace function write_transitions(p_trade text, p_transitions jsonb) returns void language plpgsql as $$
begin
  insert into trade_events(trade_id, seq, from_state, to_state, cause, at_ms, figures)
  select p_trade, (t->>'seq')::int, t->>'from', t->>'to', t->>'cause', (t->>'atMs')::double precision::bigint, t->'figures'
  from jsonb_array_elements(p_transitions) t
  on conflict do nothing;
  if jsonb_array_length(p_transitions) > 0 then
    update trades set state = latest.to_state
    from (select to_state from trade_events where trade_id = p_trade order by seq desc limit 1) latest
    where trade_id = p_trade and closed_at is null and state <> latest.to_state;
  end if;
end $$;

create or replace function write_intents(p_trade text, p_mode text, p_step text, p_attempt int, p_intents jsonb) returns void language sql as $$
  insert into orders(client_order_id, trade_id, leg, step, attempt, role, mode, venue, instrument_id, side, qty, limit_price, time_in_force, reduce_only, final_after_ms)
  select i->>'clientOrderId', p_trade, (i->>'leg')::int, p_step, p_attempt, i->>'role', p_mode, i->>'venue', i->>'instrumentId', i->>'side',
         (i->>'qty')::numeric, (i->>'limitPrice')::numeric, i->>'timeInForce', (i->>'reduceOnly')::boolean, (i->>'finalAfterMs')::double precision::bigint
  from jsonb_array_elements(p_intents) i
$$;

-- Books one fill that has just been counted: assets move between venue and clearing, the reservation shrinks by what went out.
create or replace function post_fill(f fills) returns void language plpgsql as $$
declare
  v_base text; v_quote text;
  v_set text := concat_ws(':', 'fill', f.venue, f.account, f.instrument_id, f.venue_order_id, f.venue_trade_id);
  v_venue text := 'venue:' || f.venue || ':main';
  v_clearing text := coalesce('clearing:' || f.trade_id, 'suspense');
  v_sign int := case f.side when 'buy' then 1 else -1 end;
  v_cash numeric := f.price * f.qty;
  v_out_asset text; v_out numeric; v_shrink numeric;
begin
  select base, quote into strict v_base, v_quote from instruments where id = f.instrument_id;
  perform post_line(v_set, 1, f.mode, 'fill', v_venue, f.venue, f.trade_id, v_base, v_sign * f.qty);
  perform post_line(v_set, 2, f.mode, 'fill', v_clearing, f.venue, f.trade_id, v_base, -v_sign * f.qty);
  perform post_line(v_set, 3, f.mode, 'fill', v_venue, f.venue, f.trade_id, v_quote, -v_sign * v_cash);
  perform post_line(v_set, 4, f.mode, 'fill', v_clearing, f.venue, f.trade_id, v_quote, v_sign * v_cash);
  perform post_line(v_set, 5, f.mode, 'fee', v_venue, f.venue, f.trade_id, f.fee_asset, -f.fee);
  perform post_line(v_set, 6, f.mode, 'fee', 'fee:' || f.venue, f.venue, f.trade_id, f.fee_asset, f.fee);
  v_out_asset := case f.side when 'buy' then v_quote else v_base end;
  v_out := case f.side when 'buy' then v_cash else f.qty end;
  select least(amount, v_out) into v_shrink from reservations
    where trade_id = f.trade_id and venue = f.venue and account = f.account and asset = v_out_asset for update;
  if v_shrink > 0 then
    update reservations set amount = amount - v_shrink
      where trade_id = f.trade_id and venue = f.venue and account = f.account and asset = v_out_asset;
    update account_balances set reserved = reserved - v_shrink
      where mode = f.mode and venue = f.venue and account = f.account and asset = v_out_asset;
  end if;
end $$;

-- A function of its own, so that it is always one look-up by key: as part of a larger statement it may be planned as a scan of all fills.
create or replace function is_counted(f jsonb) returns boolean language plpgsql stable as $$
begin
  return exists (
    select from fills k where k.venue = f->>'venue' and k.account = 'main' and k.instrument_id = f->>'instrumentId'
      and k.venue_order_id = f->>'venueOrderId' and k.venue_trade_id = f->>'venueTradeId');
end $$;

create or replace function store_facts(p jsonb) returns void language plpgsql as $$
declare
  v_fill fills; v_closed boolean;
  v_ids text[] := array(
    select f->>'clientOrderId' from jsonb_array_elements(p->'orders') f
    union select f->>'clientOrderId' from jsonb_array_elements(p->'fills') f);
begin
  -- one order of locks for all writers: orders by id, then balances; a batch holds facts of many trades whose steps are finishing meanwhile
  perform 1 from orders o where o.client_order_id = any(v_ids) order by o.client_order_id for update;

  update orders o set
    state = x.state, final = x.final, venue_order_id = coalesce(x.venue_order_id, o.venue_order_id),
    filled_qty = greatest(o.filled_qty, x.filled_qty), note = x.note, updated_at = now()
  from (select f->>'clientOrderId' as id, f->>'state' as state, (f->>'final')::boolean as final, f->>'venueOrderId' as venue_order_id,
               (f->>'filledQty')::numeric as filled_qty, f->>'note' as note
        from jsonb_array_elements(p->'orders') f) x
  -- what is final is only ever corrected by a venue that says otherwise, never by an older report or by our own guess
  where o.client_order_id = any(v_ids) and o.client_order_id = x.id
    and (not o.final or (x.final and x.venue_order_id is not null and o.venue_order_id is null));

  -- every trade shares these rows: a fill that is counted already must not queue for them
  perform 1 from account_balances b
    where (b.venue, b.asset) in (
      select f->>'venue', a from jsonb_array_elements(p->'fills') f join instruments i on i.id = f->>'instrumentId',
             lateral (values (i.base), (i.quote), (f->>'feeAsset')) assets(a)
      where not is_counted(f))
    order by b.mode, b.venue, b.asset for update;

  for v_fill in
    insert into fills(venue, instrument_id, venue_order_id, venue_trade_id, client_order_id, trade_id, leg, mode, side, price, qty, fee, fee_asset, liquidity, exchange_time_ms)
    select f->>'venue', f->>'instrumentId', f->>'venueOrderId', f->>'venueTradeId', f->>'clientOrderId', o.trade_id, o.leg,
           coalesce(o.mode, p->>'mode'), f->>'side', (f->>'price')::numeric, (f->>'qty')::numeric, (f->>'fee')::numeric, f->>'feeAsset',
           f->>'liquidity', (f->>'exchangeTimeMs')::double precision::bigint
    from jsonb_array_elements(p->'fills') f
      left join orders o on o.client_order_id = any(v_ids) and o.client_order_id = f->>'clientOrderId'
    where coalesce(o.mode, p->>'mode') is not null
    on conflict do nothing returning *
  loop
    perform post_fill(v_fill);
    update orders set filled_qty = greatest(filled_qty, (select sum(qty) from fills where client_order_id = v_fill.client_order_id))
      where client_order_id = v_fill.client_order_id;
    select closed_at is not null into v_closed from trades where trade_id = v_fill.trade_id;
    if v_fill.trade_id is null or v_closed then
      perform open_incident('critical', case when v_fill.trade_id is null then 'FILL_OF_UNKNOWN_ORDER' else 'FILL_AFTER_CLOSE' end, v_fill.trade_id, v_fill.venue,
        jsonb_build_object('clientOrderId', v_fill.client_order_id, 'venueTradeId', v_fill.venue_trade_id, 'qty', v_fill.qty::text, 'price', v_fill.price::text));
    end if;
    -- somebody else trades with this account: what we reckon with there may be gone
    if v_fill.trade_id is null then perform stop_venue(v_fill.venue, 'FILL_OF_UNKNOWN_ORDER ' || v_fill.client_order_id, 'reconciliation'); end if;
  end loop;
end $$;

-- A fill that comes while no step of its trade is under way may be an orphan that nobody looks at.
create or replace function mark_late_fills(p jsonb) returns void language plpgsql as $$
begin
  perform mark_exposed(late.trade_id, now()) from (
    select distinct f.trade_id from jsonb_array_elements(p->'fills') x
      join fills f on f.venue = x->>'venue' and f.account = 'main' and f.instrument_id = x->>'instrumentId'
        and f.venue_order_id = x->>'venueOrderId' and f.venue_trade_id = x->>'venueTradeId'
    where f.recorded_at = now() and f.trade_id is not null
      and not exists (select from trade_steps s where s.trade_id = f.trade_id and s.result is null)
    order by f.trade_id) late;
end $$;

create or replace function record_facts(p jsonb) returns void language plpgsql as $$
begin
  perform store_facts(p);
  perform mark_late_fills(p);
end $$;
`;
