import { z } from 'zod';
import type { Mode } from '../domain/mode';
import type { Database } from './database';

const cutSchema = z.object({
  atMs: z.number(),
  trades: z.array(
    z.object({
      tradeId: z.string(),
      mode: z.string(),
      qty: z.string(),
      legs: z.array(z.object({ venue: z.string(), side: z.enum(['buy', 'sell']) })),
      isOpen: z.boolean(),
      state: z.string(),
      outcome: z.string().nullable(),
      /** Changes with everything that the trade gets done. */
      progress: z.string(),
    }),
  ),
  orderIds: z.array(z.string()),
  fills: z.array(
    z.object({
      venue: z.string(),
      clientOrderId: z.string(),
      venueTradeId: z.string(),
      qty: z.string(),
      price: z.string(),
      fee: z.string(),
      feeAsset: z.string(),
    }),
  ),
  balances: z.array(z.object({ venue: z.string(), asset: z.string(), balance: z.string() })),
  reservations: z.array(
    z.object({ tradeId: z.string(), venue: z.string(), asset: z.string(), amount: z.string() }),
  ),
  /** One line for each thing that a closed trade has left behind. */
  leftOver: z.array(z.string()),
});

/** The books of one mode at one instant. */
export type LedgerCut = z.infer<typeof cutSchema>;

/** One statement sees one snapshot: nothing in it was written after anything else in it was read. */
const CUT = `
  with touched as materialized (
    select * from trades t where t.mode = $1 and exists (select from trade_steps s where s.trade_id = t.trade_id)
      and (t.closed_at is null or greatest(t.opened_at, t.closed_at) >= to_timestamp($2::float8 / 1000))
  )
  select jsonb_build_object(
    'atMs', extract(epoch from clock_timestamp()) * 1000,
    'trades', (select coalesce(jsonb_agg(jsonb_build_object('tradeId', trade_id, 'mode', mode, 'qty', plan->>'qty', 'isOpen', closed_at is null,
        'state', state, 'outcome', outcome,
        'legs', (select jsonb_agg(jsonb_build_object('venue', l->>'venue', 'side', l->>'side')) from jsonb_array_elements(plan->'legs') l),
        'progress', concat_ws(' ', epoch, state,
          (select count(*) from trade_steps s where s.trade_id = touched.trade_id and s.result is not null),
          (select count(*) from fills f where f.trade_id = touched.trade_id))) order by opened_at), '[]') from touched),
    'orderIds', (select coalesce(jsonb_agg(client_order_id), '[]') from orders where trade_id in (select trade_id from touched)),
    'fills', (select coalesce(jsonb_agg(jsonb_build_object('venue', venue, 'clientOrderId', client_order_id, 'venueTradeId', venue_trade_id,
        'qty', qty::text, 'price', price::text, 'fee', fee::text, 'feeAsset', fee_asset)), '[]')
      from fills where mode = $1 and recorded_at >= to_timestamp($2::float8 / 1000)),
    'balances', (select coalesce(jsonb_agg(jsonb_build_object('venue', venue, 'asset', asset, 'balance', balance::text)), '[]')
      from account_balances where mode = $1 and account = 'main'),
    'reservations', (select coalesce(jsonb_agg(jsonb_build_object('tradeId', r.trade_id, 'venue', r.venue, 'asset', r.asset, 'amount', r.amount::text)), '[]')
      from reservations r join touched t using (trade_id) where t.closed_at is null),
    'leftOver', (select coalesce(jsonb_agg(line), '[]') from (
      select 'closed trade still reserves: ' || r.trade_id || ' ' || r.venue || ' ' || r.asset || ' ' || r.amount as line
        from reservations r join touched t using (trade_id)
        where r.amount <> 0 and t.closed_at is not null and t.outcome <> 'needs-operator'
      union all
      select 'closed trade still uses a limit: ' || r.trade_id || ' ' || r.key from limit_reservations r join touched t using (trade_id)
        where t.closed_at is not null and t.outcome <> 'needs-operator'
      union all
      select 'closed trade still holds its slot: ' || s.trade_id from slots s join touched t using (trade_id)
        where t.closed_at is not null and t.outcome <> 'needs-operator'
      union all
      select 'closed over an order that is not final: ' || o.client_order_id || ' of ' || o.trade_id from orders o join touched t using (trade_id)
        where not o.final and t.closed_at is not null and t.outcome <> 'needs-operator'
      union all
      select 'reserved differs from reservations: ' || b.venue || ' ' || b.asset || ' by ' || (b.reserved - coalesce(sum(r.amount), 0))
        from account_balances b left join reservations r using (mode, venue, account, asset)
        where b.mode = $1 group by b.venue, b.account, b.asset, b.reserved having b.reserved <> coalesce(sum(r.amount), 0)
      union all
      select 'used differs from reservations: ' || l.key || ' by ' || (l.used - coalesce(sum(r.amount), 0))
        from limits l left join limit_reservations r using (key) group by l.key, l.used having l.used <> coalesce(sum(r.amount), 0)
      union all
      select 'fill of no trade: ' || venue || ' ' || venue_trade_id from fills where mode = $1 and trade_id is null
    ) lines)
  ) as cut`;

/** Everything of one mode that a judge compares with the venues: trades and fills touched since `sinceMs` (wall clock), balances as they are. */
export async function readLedgerCut(
  database: Pick<Database, 'query'>,
  { mode, sinceMs }: { readonly mode: Mode; readonly sinceMs: number },
): Promise<LedgerCut> {
  const [row] = await database.query({ name: 'ledger_cut', text: CUT, values: [mode, sinceMs] });
  return z.object({ cut: cutSchema }).parse(row).cut;
}
