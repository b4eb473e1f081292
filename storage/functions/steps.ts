/** Steps after the opening, results, takeover and the close. Locks go slot, trade, orders, balances, limits, in this order everywhere.
 * Trades are locked `for no key update`: facts of a batch check their key on trades whose steps are finishing, and must not wait for them. */
export const steps = `
-- The step of this trade that is under way, if any: the next one begins only when its result stands.
create or replace function unfinished_step(p_trade text) returns jsonb language sql stable as $$
  select jsonb_build_object('tradeId', trade_id, 'step', step, 'attempt', attempt, 'epoch', epoch, 'owner', owner,
                            'deadlineAtMs', (extract(epoch from deadline_at) * 1000)::bigint)
  from trade_steps where trade_id = p_trade and result is null order by epoch desc limit 1
$$;

create or replace function begin_step(p jsonb) returns jsonb language plpgsql as $$
declare
  v_trade trades; v_answer jsonb; v_unfinished jsonb; v_attempt int := (p->>'attempt')::int;
begin
  select * into v_trade from trades where trade_id = p->>'tradeId' for no key update;
  if not found then raise exception 'trade % is not in the journal', p->>'tradeId'; end if;
  v_answer := existing_step(v_trade.trade_id, p->>'step', v_attempt);
  if v_answer is not null then return v_answer; end if;
  v_unfinished := unfinished_step(v_trade.trade_id);
  -- the guard flattens inside a step that it has taken, so that nobody goes on before nothing is exposed
  if p->>'step' = 'guard' then
    if not is_active_guard(p->>'owner') then return jsonb_build_object('kind', 'fenced', 'epoch', v_trade.epoch, 'unfinished', v_unfinished); end if;
    if v_unfinished->>'owner' = p->>'owner' then v_unfinished := null; end if;
  end if;
  if v_trade.closed_at is not null or v_unfinished is not null or v_trade.epoch <> (p->>'epochSeen')::int then
    -- who is fenced adopts and does not hand them over again; the trail tells what the trade was about to do
    if v_trade.closed_at is null then perform write_transitions(v_trade.trade_id, p->'transitions'); end if;
    return jsonb_build_object('kind', 'fenced', 'epoch', v_trade.epoch, 'unfinished', v_unfinished);
  end if;
  -- a freeze stops what reduces, too; latches and controls stop what adds risk
  v_answer := freeze_denial();
  if v_answer is not null then return jsonb_build_object('kind', 'denied', 'denial', v_answer); end if;
  if (p->>'addsRisk')::boolean then
    v_answer := coalesce(risk_denial(v_trade.plan), guard_denial(), latch_denial(v_trade.plan, p));
    if v_answer is not null then return jsonb_build_object('kind', 'denied', 'denial', v_answer); end if;
  end if;
  update trades set epoch = epoch + 1 where trade_id = v_trade.trade_id;
  insert into trade_steps(trade_id, step, attempt, epoch, owner, deadline_at)
    values (v_trade.trade_id, p->>'step', v_attempt, v_trade.epoch + 1, p->>'owner', to_timestamp((p->>'deadlineAtMs')::double precision / 1000));
  perform write_intents(v_trade.trade_id, v_trade.mode, p->>'step', v_attempt, p->'intents');
  perform write_transitions(v_trade.trade_id, p->'transitions');
  return jsonb_build_object('kind', 'inserted', 'epoch', v_trade.epoch + 1);
end $$;

create or replace function finish_step(p jsonb) returns jsonb language plpgsql as $$
declare v_epoch int;
begin
  select epoch into strict v_epoch from trades where trade_id = p->>'tradeId' for no key update;
  if v_epoch = (p->>'epoch')::int then
    update trade_steps set result = p->'result', finished_at = now()
      where trade_id = p->>'tradeId' and step = p->>'step' and attempt = (p->>'attempt')::int and result is null;
    update trades set tick_to_orders_ms = coalesce(tick_to_orders_ms, (p->'result'->>'tickToOrdersMs')::double precision)
      where trade_id = p->>'tradeId' and p->>'step' = 'open';
  end if;
  perform store_facts(p->'facts'); -- last, because all trades meet in the balances; facts of a fenced caller count too
  if v_epoch <> (p->>'epoch')::int then perform mark_late_fills(p->'facts');
  elsif p->'result'->'situation'->>'kind' = 'orphan' then
    perform mark_exposed(p->>'tradeId', to_timestamp((p->'result'->'situation'->>'knownAtMs')::double precision / 1000));
  else delete from trade_exposures where trade_id = p->>'tradeId';
  end if;
  if v_epoch <> (p->>'epoch')::int then return jsonb_build_object('kind', 'fenced', 'epoch', v_epoch); end if;
  return jsonb_build_object('kind', 'finished');
end $$;

create or replace function take_over_step(p jsonb) returns jsonb language plpgsql as $$
declare v_epoch int; v_step trade_steps;
begin
  select epoch into strict v_epoch from trades where trade_id = p->>'tradeId' for no key update;
  select * into strict v_step from trade_steps
    where trade_id = p->>'tradeId' and step = p->>'step' and attempt = (p->>'attempt')::int;
  -- the guard comes first; others only where no guard is at work
  if v_step.result is not null or v_epoch <> (p->>'epoch')::int or is_active_guard(v_step.owner)
     or v_step.deadline_at + (p->>'headStartMs')::int * interval '1 ms' > clock_timestamp() then
    return jsonb_build_object('kind', 'refused', 'result', v_step.result);
  end if;
  update trades set epoch = v_epoch + 1 where trade_id = v_step.trade_id;
  update trade_steps set epoch = v_epoch + 1, owner = p->>'owner',
      taken_from = coalesce(taken_from, v_step.owner), taken_at = coalesce(taken_at, clock_timestamp()), taken_because = coalesce(taken_because, 'deadline passed')
    where trade_id = v_step.trade_id and step = v_step.step and attempt = v_step.attempt;
  return jsonb_build_object('kind', 'taken', 'epoch', v_epoch + 1);
end $$;

create or replace function release_trade(p_trade text, p_mode text) returns void language plpgsql as $$
declare v_row record;
begin
  for v_row in select * from reservations where trade_id = p_trade and amount > 0 order by venue, asset loop
    update account_balances set reserved = reserved - v_row.amount
      where mode = p_mode and venue = v_row.venue and account = v_row.account and asset = v_row.asset;
    update reservations set amount = 0
      where trade_id = p_trade and venue = v_row.venue and account = v_row.account and asset = v_row.asset;
  end loop;
  for v_row in select * from limit_reservations where trade_id = p_trade order by key loop
    update limits set used = used - v_row.amount where key = v_row.key;
  end loop;
  delete from limit_reservations where trade_id = p_trade;
end $$;

-- What is left of the traded coins in the clearing account is dust: it moves to the residual account, to be offered to a later trade.
create or replace function post_dust(p_trade text, p_mode text) returns void language plpgsql as $$
declare v_row record; v_line int := 0;
begin
  for v_row in
    select e.asset, sum(e.amount) as amount from ledger_entries e
    where e.trade_id = p_trade and e.account = 'clearing:' || p_trade
      and e.asset in (select i.base from orders o join instruments i on i.id = o.instrument_id where o.trade_id = p_trade)
    group by e.asset having sum(e.amount) <> 0
  loop
    perform post_line('dust:' || p_trade, v_line, p_mode, 'dust', 'clearing:' || p_trade, null, p_trade, v_row.asset, -v_row.amount);
    perform post_line('dust:' || p_trade, v_line + 1, p_mode, 'dust', 'residual', null, p_trade, v_row.asset, v_row.amount);
    v_line := v_line + 2;
  end loop;
end $$;

-- Ids that may still fill, or whose fills are not all booked: the venue counts more of them than we do. Null where there are none.
create or replace function open_orders_of(p_trade text) returns text[] language sql stable as $$
  select array_agg(o.client_order_id order by o.client_order_id) from orders o where o.trade_id = p_trade
    and (not o.final or o.filled_qty > (select coalesce(sum(f.qty), 0) from fills f where f.client_order_id = o.client_order_id))
$$;

create or replace function close_trade(p jsonb) returns jsonb language plpgsql as $$
declare
  v_trade trades; v_slot slots; v_open text[];
begin
  perform 1 from slots s join trades t on (t.strategy, t.pair_key, t.slot) = (s.strategy, s.pair_key, s.slot)
    where t.trade_id = p->>'tradeId' for update of s;
  select * into strict v_trade from trades where trade_id = p->>'tradeId' for no key update;
  if v_trade.closed_at is not null then
    return jsonb_build_object('kind', 'closed', 'outcome', v_trade.outcome, 'figures', v_trade.figures, 'epoch', v_trade.epoch);
  end if;
  if v_trade.epoch <> (p->>'epochSeen')::int then return jsonb_build_object('kind', 'fenced', 'epoch', v_trade.epoch); end if;
  perform 1 from orders where trade_id = v_trade.trade_id order by client_order_id for update; -- facts under way are in or wait for the close
  if (select count(*) from fills f where f.trade_id = v_trade.trade_id) <> (p->>'fillsSeen')::int then
    return jsonb_build_object('kind', 'moreFills');
  end if;
  v_open := open_orders_of(v_trade.trade_id);
  -- an operator may be called while ids are open; what they may still hold stays reserved until the incident ends
  if v_open is not null and p->>'outcome' <> 'needs-operator' then return jsonb_build_object('kind', 'notFinal', 'clientOrderIds', to_jsonb(v_open)); end if;

  perform write_transitions(v_trade.trade_id, p->'transitions');
  update trades set state = 'closed', outcome = p->>'outcome', figures = p->'figures', pnl_usd = (p->'figures'->>'pnlUsd')::numeric,
    closed_at = now(), epoch = epoch + 1 where trade_id = v_trade.trade_id;
  delete from trade_exposures where trade_id = v_trade.trade_id;
  if p->>'outcome' = 'needs-operator' then
    perform open_incident('critical', 'NEEDS_OPERATOR', v_trade.trade_id, null, p->'figures');
    return jsonb_build_object('kind', 'closed', 'outcome', p->>'outcome', 'figures', p->'figures', 'epoch', v_trade.epoch + 1);
  end if;
  insert into realised_results(mode, strategy, shard, pnl_usd, trades)
    values (v_trade.mode, v_trade.strategy, hashtext(v_trade.trade_id) & 7, coalesce((p->'figures'->>'pnlUsd')::numeric, 0), 1)
    on conflict (mode, strategy, shard) do update set pnl_usd = realised_results.pnl_usd + excluded.pnl_usd, trades = realised_results.trades + 1;
  perform post_dust(v_trade.trade_id, v_trade.mode);
  update slots set trade_id = null, counter = counter + 1, next_open_at = now() + (p->>'cooldownMs')::int * interval '1 ms'
    where trade_id = v_trade.trade_id returning * into v_slot;
  if found then perform announce_slot(v_slot); end if;
  perform release_trade(v_trade.trade_id, v_trade.mode); -- last: all trades meet in these rows
  return jsonb_build_object('kind', 'closed', 'outcome', p->>'outcome', 'figures', p->'figures', 'epoch', v_trade.epoch + 1);
end $$;

create or replace function read_trade(p_trade text) returns jsonb language sql stable as $$
  select jsonb_build_object('plan', t.plan, 'epoch', t.epoch, 'state', t.state, 'outcome', t.outcome, 'figures', t.figures,
    'reducedByGuard', exists (select from orders g where g.trade_id = t.trade_id and g.step = 'guard' and g.filled_qty > 0),
    'reduceOnly', is_halted(t.mode, t.strategy),
    'orphanSinceMs', (select min((s.result->'situation'->>'knownAtMs')::double precision) from trade_steps s
                      where s.trade_id = t.trade_id and s.result->'situation'->>'kind' = 'orphan'),
    'orders', coalesce((select jsonb_agg(jsonb_build_object('clientOrderId', o.client_order_id, 'tradeId', o.trade_id, 'leg', o.leg, 'role', o.role,
        'step', o.step, 'attempt', o.attempt, 'venue', o.venue, 'instrumentId', o.instrument_id, 'side', o.side, 'qty', o.qty::text,
        'limitPrice', o.limit_price::text, 'timeInForce', o.time_in_force, 'reduceOnly', o.reduce_only, 'finalAfterMs', o.final_after_ms,
        'state', o.state, 'final', o.final, 'venueOrderId', o.venue_order_id, 'filledQty', o.filled_qty::text, 'note', o.note)
        order by o.created_at, o.client_order_id) from orders o where o.trade_id = t.trade_id), '[]'),
    'fills', coalesce((select jsonb_agg(jsonb_build_object('venue', f.venue, 'instrumentId', f.instrument_id, 'clientOrderId', f.client_order_id,
        'venueOrderId', f.venue_order_id, 'venueTradeId', f.venue_trade_id, 'side', f.side, 'price', f.price::text, 'qty', f.qty::text,
        'fee', f.fee::text, 'feeAsset', f.fee_asset, 'liquidity', f.liquidity, 'exchangeTimeMs', f.exchange_time_ms)
        order by f.exchange_time_ms, f.venue_trade_id) from fills f where f.trade_id = t.trade_id), '[]'))
  from trades t where t.trade_id = p_trade
$$;

-- Stores facts and transitions that belong to no step, and reads the trade as it is then: one round trip for settling.
create or replace function progress_trade(p jsonb) returns jsonb language plpgsql as $$
begin
  perform 1 from trades where trade_id = p->>'tradeId' for no key update;
  perform record_facts(p->'facts');
  perform write_transitions(p->>'tradeId', p->'transitions');
  return read_trade(p->>'tradeId');
end $$;
`;
