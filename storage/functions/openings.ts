/** The opening: one call takes the slot, the limits and the capital and writes the trade down, or says why not. */
export const openings = `
create or replace function existing_step(p_trade text, p_step text, p_attempt int) returns jsonb language sql stable as $$
  select jsonb_build_object('kind', 'existing', 'epoch', epoch, 'owner', owner, 'result', result,
                            'deadlineAtMs', (extract(epoch from deadline_at) * 1000)::bigint)
  from trade_steps where trade_id = p_trade and step = p_step and attempt = p_attempt
$$;

create or replace function denial(p_code text, p_figures jsonb default '{}') returns jsonb language sql immutable as $$
  select jsonb_build_object('code', p_code, 'figures', p_figures)
$$;

-- Ends the attempt to open with a denial; caught by begin_opening, which then undoes everything that was taken.
create or replace function refuse(p_code text, p_figures jsonb default '{}') returns void language plpgsql as $$
begin
  raise exception using errcode = 'HF001', message = denial(p_code, p_figures)::text;
end $$;

-- The control that forbids new risk to this plan, if any.
create or replace function control_denial(p_plan jsonb) returns jsonb language sql stable as $$
  select denial('CONTROL_' || upper(state), jsonb_build_object('scope', scope, 'key', key, 'reason', reason))
  from controls
  where state <> 'running'
    and (scope = 'global' or (scope = 'strategy' and key = p_plan->>'strategy') or (scope = 'trade' and key = p_plan->>'tradeId')
         or (scope = 'venue' and key in (select l->>'venue' from jsonb_array_elements(p_plan->'legs') l)))
  order by scope limit 1
$$;

create or replace function check_latches(p jsonb) returns void language plpgsql as $$
declare v_intent jsonb;
begin
  v_intent := latch_denial(p->'plan', p);
  if v_intent is not null then perform refuse(v_intent->>'code', v_intent->'figures'); end if;
  for v_intent in
    select jsonb_build_object('venue', i->>'venue', 'notionalUsd', ((i->>'qty')::numeric * (i->>'limitPrice')::numeric)::text, 'ceilingUsd', c->>'orderUsd')
    from jsonb_array_elements(p->'intents') i join jsonb_array_elements(p->'ceilings') c on c->>'venue' = i->>'venue'
    where i->>'role' = 'order' and (i->>'qty')::numeric * (i->>'limitPrice')::numeric > (c->>'orderUsd')::numeric
  loop
    perform refuse('CEILING_ORDER', v_intent);
  end loop;
  for v_intent in
    select jsonb_build_object('venue', c->>'venue', 'notionalUsd', p->>'allOrdersUsd', 'ceilingUsd', c->>'opportunityUsd')
    from jsonb_array_elements(p->'ceilings') c where (p->>'allOrdersUsd')::numeric > (c->>'opportunityUsd')::numeric
  loop
    perform refuse('CEILING_OPPORTUNITY', v_intent);
  end loop;
end $$;

-- Two trades can never spend the same dollar: each need is one conditional update of the row that holds the money.
create or replace function reserve_capital(p_trade text, p_mode text, p_needs jsonb) returns void language plpgsql as $$
declare v_need record;
begin
  for v_need in select n->>'venue' as venue, n->>'asset' as asset, (n->>'amount')::numeric as amount
                from jsonb_array_elements(p_needs) n order by 1, 2
  loop
    update account_balances set reserved = reserved + v_need.amount
      where mode = p_mode and venue = v_need.venue and account = 'main' and asset = v_need.asset and balance - reserved >= v_need.amount;
    if not found then
      perform refuse('INVENTORY_MISSING', jsonb_build_object('venue', v_need.venue, 'asset', v_need.asset, 'needed', v_need.amount::text));
    end if;
    insert into reservations(trade_id, mode, venue, asset, amount) values (p_trade, p_mode, v_need.venue, v_need.asset, v_need.amount)
      on conflict (trade_id, venue, account, asset) do update set amount = reservations.amount + excluded.amount;
  end loop;
end $$;

-- Takes what the trade needs of each limit. One row may count orders besides: its window begins with the first order after the last one ended.
create or replace function reserve_limits(p_trade text, p_needs jsonb, p_max_age_ms int) returns void language plpgsql as $$
declare
  v_missing record; v_now timestamptz := clock_timestamp(); v_oldest timestamptz := v_now - p_max_age_ms * interval '1 ms';
begin
  -- in one order for all who open; what is read below is then as it is now
  perform 1 from limits where key in (select n->>'key' from jsonb_array_elements(p_needs) n where n->'comparedOnly' is null) order by key for update;
  with needs as (
    select n->>'key' as key, (n->>'amount')::numeric as amount, n->'comparedOnly' is not null as compared, coalesce((n->>'orders')::int, 0) as orders
    from jsonb_array_elements(p_needs) n
  ), fitting as (
    select n.*, case when l.rate_from + l.rate_per_ms * interval '1 ms' > v_now then l.rate_used else 0 end as rate_before
    from needs n join limits l using (key)
    where l.refreshed_at > v_oldest and n.amount + (case when n.compared then 0 else l.used end) <= l.lim
      and (l.rate_lim is null or n.orders = 0
        or (case when l.rate_from + l.rate_per_ms * interval '1 ms' > v_now then l.rate_used else 0 end) + n.orders <= l.rate_lim)
  ), taken as (
    update limits l set used = l.used + f.amount, rate_used = f.rate_before + f.orders, rate_from = case f.rate_before when 0 then v_now else l.rate_from end
    from fitting f where l.key = f.key and not f.compared
  ), recorded as (
    insert into limit_reservations(trade_id, key, amount) select p_trade, key, amount from fitting where not compared
  )
  select * into v_missing from needs n where not exists (select from fitting f where f.key = n.key) order by n.key limit 1;
  if found then perform refuse_limit(v_missing.key, v_missing.amount, v_missing.orders, v_oldest); end if;
end $$;

create or replace function refuse_limit(p_key text, p_amount numeric, p_orders int, p_oldest timestamptz) returns void language plpgsql as $$
declare v_row limits;
begin
  select * into v_row from limits where key = p_key;
  if v_row.key is null or v_row.refreshed_at <= p_oldest then
    perform refuse('LIMITS_STALE', jsonb_build_object('limit', p_key));
  elsif v_row.used + p_amount <= v_row.lim and v_row.rate_lim is not null and p_orders > 0 then
    perform refuse('LIMIT_ORDER_RATE', jsonb_build_object('limit', p_key, 'used', v_row.rate_used::text, 'limit_is', v_row.rate_lim::text,
      'asked', p_orders::text, 'perMs', v_row.rate_per_ms::text));
  end if;
  perform refuse('LIMIT_EXCEEDED', jsonb_build_object('limit', p_key, 'used', v_row.used::text, 'limit_is', v_row.lim::text, 'asked', p_amount::text));
end $$;

drop function if exists insert_trade(jsonb, int);
create or replace function insert_trade(p_plan jsonb, p_epoch int, p_has_workflow boolean) returns void language sql as $$
  insert into trades(trade_id, mode, strategy, symbol, pair_key, slot, plan, epoch, state, notional_usd, workflow_started_at)
  values (p_plan->>'tradeId', p_plan->>'mode', p_plan->>'strategy', p_plan->>'symbol', p_plan->>'pairKey', (p_plan->>'slot')::int, p_plan,
          p_epoch, 'validating', (p_plan->>'notionalUsd')::numeric, case when p_has_workflow then now() end)
$$;

create or replace function announce_slot(p_slot slots) returns void language sql as $$
  select pg_notify('slots', json_build_object('strategy', p_slot.strategy, 'pairKey', p_slot.pair_key, 'slot', p_slot.slot, 'counter', p_slot.counter,
    'busy', p_slot.trade_id is not null, 'nextOpenAtMs', greatest(0, extract(epoch from greatest(p_slot.next_open_at, 'epoch')) * 1000)::bigint)::text)
$$;

-- A denied trade is written down closed, so that a begin still under way somewhere can't open it, and uses up its number.
create or replace function write_denied(p_plan jsonb, p_denial jsonb, p jsonb) returns void language plpgsql as $$
declare v_slot slots; v_trade text := p_plan->>'tradeId'; v_outcome text := coalesce(p->>'outcome', 'denied');
begin
  perform insert_trade(p_plan, 1, false); -- whether it has one is asked of open trades only
  perform write_transitions(v_trade, p->'transitions');
  insert into trade_events(trade_id, seq, from_state, to_state, cause, at_ms, figures)
    select v_trade, coalesce(max(seq), -1) + 1, coalesce((array_agg(to_state order by seq desc))[1], 'idle'), 'closed',
           v_outcome || ': ' || (p_denial->>'code'), (extract(epoch from clock_timestamp()) * 1000)::bigint, p_denial->'figures'
    from trade_events where trade_id = v_trade
    on conflict do nothing;
  update trades set state = 'closed', outcome = v_outcome, denial = p_denial, closed_at = now() where trade_id = v_trade;
  update slots set counter = counter + 1, next_open_at = now() + (p->>'denialWaitMs')::int * interval '1 ms'
    where strategy = p_plan->>'strategy' and pair_key = p_plan->>'pairKey' and slot = (p_plan->>'slot')::int
      and counter = (p_plan->>'slotCounter')::bigint and trade_id is null
    returning * into v_slot;
  if found then perform announce_slot(v_slot); end if;
end $$;

-- Locks the slot row, which every caller of one trade meets first, and answers what stands already; null where nothing does.
create or replace function standing_opening(p_plan jsonb) returns jsonb language plpgsql as $$
declare v_trade trades; v_answer jsonb;
begin
  insert into slots(strategy, pair_key, slot) values (p_plan->>'strategy', p_plan->>'pairKey', (p_plan->>'slot')::int) on conflict do nothing;
  perform 1 from slots where strategy = p_plan->>'strategy' and pair_key = p_plan->>'pairKey' and slot = (p_plan->>'slot')::int for update;
  v_answer := existing_step(p_plan->>'tradeId', 'open', 1);
  if v_answer is not null then return v_answer; end if;
  select * into v_trade from trades where trade_id = p_plan->>'tradeId';
  if found then return jsonb_build_object('kind', 'denied', 'denial', coalesce(v_trade.denial, denial('TRADE_CLOSED'))); end if;
  return null;
end $$;

create or replace function take_slot(p_plan jsonb) returns void language plpgsql as $$
declare v_slot slots;
begin
  select * into v_slot from slots where strategy = p_plan->>'strategy' and pair_key = p_plan->>'pairKey' and slot = (p_plan->>'slot')::int;
  if v_slot.trade_id is not null then perform refuse('SLOT_TAKEN', jsonb_build_object('by', v_slot.trade_id)); end if;
  if v_slot.counter <> (p_plan->>'slotCounter')::bigint then
    perform refuse('SLOT_STALE', jsonb_build_object('counter', v_slot.counter::text, 'planned', p_plan->>'slotCounter'));
  end if;
  if v_slot.next_open_at > clock_timestamp() then perform refuse('SLOT_COOLING_DOWN', jsonb_build_object('until', v_slot.next_open_at::text)); end if;
  update slots set trade_id = p_plan->>'tradeId'
    where strategy = v_slot.strategy and pair_key = v_slot.pair_key and slot = v_slot.slot returning * into v_slot;
  perform announce_slot(v_slot);
end $$;

create or replace function begin_opening(p jsonb) returns jsonb language plpgsql as $$
declare
  v_plan jsonb := p->'plan'; v_trade text := p->'plan'->>'tradeId'; v_mode text := p->'plan'->>'mode'; v_answer jsonb;
begin
  v_answer := standing_opening(v_plan);
  if v_answer is not null then return v_answer; end if;
  begin
    v_answer := coalesce(freeze_denial(), risk_denial(v_plan), guard_denial());
    if v_answer is not null then perform refuse(v_answer->>'code', v_answer->'figures'); end if;
    perform check_latches(p);
    perform take_slot(v_plan);
    perform insert_trade(v_plan, 1, (p->>'hasWorkflow')::boolean);
    insert into trade_steps(trade_id, step, attempt, epoch, owner, deadline_at)
      values (v_trade, 'open', 1, 1, p->>'owner', to_timestamp((p->>'deadlineAtMs')::double precision / 1000));
    perform write_intents(v_trade, v_mode, 'open', 1, p->'intents');
    perform write_transitions(v_trade, p->'transitions');
    -- last, because all trades meet in these rows and wait for each other's commit
    perform reserve_capital(v_trade, v_mode, p->'capital');
    perform reserve_limits(v_trade, p->'limits', (p->>'limitsMaxAgeMs')::int);
    return jsonb_build_object('kind', 'inserted', 'epoch', 1);
  exception when sqlstate 'HF001' then
    v_answer := sqlerrm::jsonb;
  end;
  perform write_denied(v_plan, v_answer, p);
  return jsonb_build_object('kind', 'denied', 'denial', v_answer);
end $$;

create or replace function deny_opening(p jsonb) returns jsonb language plpgsql as $$
declare v_answer jsonb;
begin
  v_answer := standing_opening(p->'plan');
  if v_answer is not null then return v_answer; end if;
  perform write_denied(p->'plan', p->'denial', p);
  return jsonb_build_object('kind', 'denied', 'denial', p->'denial');
end $$;
`;
