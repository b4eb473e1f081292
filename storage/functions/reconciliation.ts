/** The books of one venue as reconciliation asks for them, and the stop of a venue. */
export const reconciliation = `
-- One statement, one snapshot: balances, fills and orders are of one moment.
create or replace function read_venue_books(p jsonb) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'openedAtMs', (select (extract(epoch from min(at)) * 1000)::bigint from ledger_entries
                   where mode = p->>'mode' and venue = p->>'venue' and kind = 'opening'),
    'balances', coalesce((select jsonb_agg(jsonb_build_object('asset', asset, 'balance', balance::text)) from account_balances
                          where mode = p->>'mode' and venue = p->>'venue' and account = 'main'), '[]'),
    'fills', coalesce((select jsonb_agg(jsonb_build_object('venue', f.venue, 'instrumentId', f.instrument_id, 'clientOrderId', f.client_order_id,
        'venueOrderId', f.venue_order_id, 'venueTradeId', f.venue_trade_id, 'side', f.side, 'price', f.price::text, 'qty', f.qty::text,
        'fee', f.fee::text, 'feeAsset', f.fee_asset, 'liquidity', f.liquidity, 'exchangeTimeMs', f.exchange_time_ms, 'tradeId', f.trade_id))
      from fills f where f.venue = p->>'venue' and f.mode = p->>'mode' and f.exchange_time_ms >= (p->>'fillsSinceMs')::double precision), '[]'),
    'orders', coalesce((select jsonb_agg(jsonb_build_object('clientOrderId', o.client_order_id, 'tradeId', o.trade_id, 'instrumentId', o.instrument_id,
        'venueOrderId', o.venue_order_id, 'state', o.state, 'final', o.final, 'filledQty', o.filled_qty::text, 'finalAfterMs', o.final_after_ms,
        'updatedAtMs', (extract(epoch from o.updated_at) * 1000)::bigint,
        'inHand', exists (select from trade_steps s where s.trade_id = o.trade_id and s.step = o.step and s.attempt = o.attempt
                          and s.result is null and s.deadline_at > now())))
      from (select client_order_id from orders where not final union select jsonb_array_elements_text(p->'clientOrderIds')) wanted
      join orders o using (client_order_id) where o.venue = p->>'venue' and o.mode = p->>'mode'), '[]'))
$$;

-- A person says that what the venue holds is right: a deposit, a withdrawal, a bonus. Two lines and who said so, in one commit.
create or replace function post_adjustment(p jsonb) returns void language plpgsql as $$
declare v_set text := 'adjustment:' || (p->>'id'); v_amount numeric := (p->>'amount')::numeric;
begin
  perform post_line(v_set, 1, p->>'mode', 'adjustment', 'venue:' || (p->>'venue') || ':main', p->>'venue', null, p->>'asset', v_amount);
  perform post_line(v_set, 2, p->>'mode', 'adjustment', 'adjustment', p->>'venue', null, p->>'asset', -v_amount);
  insert into audit_log(who, action, details) values (p->>'by', 'ledger.adjusted', p);
end $$;

-- Denies new risk on a venue. What somebody holds already stays as it is: only a person lifts a control, also one of ours.
create or replace function stop_venue(p_venue text, p_reason text, p_by text) returns boolean language plpgsql as $$
begin
  insert into controls(scope, key, state, reason, set_by) values ('venue', p_venue, 'paused', p_reason, p_by)
    on conflict (scope, key) do update set state = excluded.state, reason = excluded.reason, set_by = excluded.set_by, set_at = now()
    where controls.state = 'running';
  if not found then return false; end if;
  insert into audit_log(who, action, details)
    values (p_by, 'control.paused', jsonb_build_object('scope', 'venue', 'key', p_venue, 'reason', p_reason));
  return true;
end $$;
`;
