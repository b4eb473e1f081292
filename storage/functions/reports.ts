/** Values for reports: numeric throughout, so that nothing is lost between the ledger and a report. */
export const reports = `
-- What trades brought to their venue accounts up to a moment, by trade, venue and asset, valued in USD: dollars at par, a traded coin at the
-- trade's own average price. Value is null where there is no such price. Forty decimals are kept in the one division.
create or replace function values_of_trades(p_trades text[], p_until timestamptz, p_dollars text[])
returns table(trade_id text, venue text, asset text, amount numeric, value numeric, fees numeric) language sql stable as $$
  with prices as (
    select f.trade_id, i.base as asset, round(sum(f.price * f.qty), 40) / sum(f.qty) as price
    from unnest(p_trades) wanted(id) join fills f on f.trade_id = wanted.id join instruments i on i.id = f.instrument_id
    where f.recorded_at < p_until and i.quote = any(p_dollars)
    group by 1, 2
  ), sums as (
    select e.trade_id, e.venue, e.asset,
           coalesce(sum(e.amount) filter (where e.account like 'venue:%'), 0) as amount,
           coalesce(sum(e.amount) filter (where e.account like 'fee:%'), 0) as fees
    from unnest(p_trades) wanted(id) join ledger_entries e on e.trade_id = wanted.id
    where e.at < p_until and (e.account like 'venue:%' or e.account like 'fee:%')
    group by 1, 2, 3
  )
  select s.trade_id, s.venue, s.asset, s.amount, s.amount * known.price, s.fees * known.price
  from sums s left join prices p using (trade_id, asset),
       lateral (select case when s.asset = any(p_dollars) then 1 else p.price end as price) known
$$;
`;
