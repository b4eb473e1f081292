import { z } from 'zod';
import type { Mode } from '../domain/mode';
import { asAmount, asPrice, asQty, type Amount, type Price, type Qty } from '../domain/money';
import type { Database } from './database';

/** A fill as it was booked. */
export interface LedgerFill {
  readonly venue: string;
  readonly clientOrderId: string;
  readonly venueTradeId: string;
  readonly qty: Qty;
  readonly price: Price;
  readonly fee: Amount;
  readonly feeAsset: string;
}

/** Sum of all postings of one venue account. */
export interface LedgerBalance {
  readonly venue: string;
  readonly asset: string;
  readonly balance: Amount;
}

/** One way in which the books contradict themselves. */
export interface LedgerFault {
  readonly what: string;
  readonly where: string;
  /** The venue that it is about; `undefined` = the books as a whole. */
  readonly venue: string | undefined;
  readonly amount: string;
}

const fillRow = z.object({
  venue: z.string(),
  client_order_id: z.string(),
  venue_trade_id: z.string(),
  qty: z.string(),
  price: z.string(),
  fee: z.string(),
  fee_asset: z.string(),
});
const balanceRow = z.object({ venue: z.string(), asset: z.string(), balance: z.string() });
const faultRow = z.object({
  what: z.string(),
  place: z.string(),
  amount: z.string(),
  venue: z.string().nullable(),
});

const FILLS = `select venue, client_order_id, venue_trade_id, qty, price, fee, fee_asset from fills where mode = $1`;

const BALANCES = `
  select venue, asset, sum(amount) as balance from ledger_entries
  where mode = $1 and account = 'venue:' || venue || ':main' group by venue, asset`;

const FAULTS = `
  select 'posting set not zero' as what, set_id || ' ' || asset as place, sum(amount)::text as amount, null as venue
    from ledger_entries group by set_id, asset having sum(amount) <> 0
  union all
  select 'running balance differs from postings', b.mode || ' ' || b.venue || ' ' || b.asset, (b.balance - coalesce(e.total, 0))::text, b.venue
    from account_balances b left join (
      select mode, venue, asset, sum(amount) as total from ledger_entries where account = 'venue:' || venue || ':main' group by 1, 2, 3
    ) e using (mode, venue, asset) where b.balance <> coalesce(e.total, 0)
  union all
  select 'reserved differs from reservations', b.mode || ' ' || b.venue || ' ' || b.asset, (b.reserved - coalesce(r.total, 0))::text, b.venue
    from account_balances b left join (
      select mode, venue, account, asset, sum(amount) as total from reservations group by 1, 2, 3, 4
    ) r using (mode, venue, account, asset) where b.reserved <> coalesce(r.total, 0)
  union all
  select 'closed trade still reserves', r.trade_id || ' ' || r.venue || ' ' || r.asset, r.amount::text, r.venue
    from reservations r join trades t using (trade_id)
    where r.amount <> 0 and t.closed_at is not null and not exists (
      select from incidents i where i.trade_id = t.trade_id and i.kind = 'NEEDS_OPERATOR' and i.closed_at is null)
  union all
  select 'limit used differs from reservations', l.key, (l.used - coalesce(r.total, 0))::text, null
    from limits l left join (select key, sum(amount) as total from limit_reservations group by key) r using (key)
    where l.used <> coalesce(r.total, 0)`;

/** Reads of the books, for judges, reports and checks. */
export const createLedger = (database: Pick<Database, 'query'>) => ({
  /** Every fill booked in this mode. */
  async fills(mode: Mode): Promise<LedgerFill[]> {
    const rows = await database.query({ name: 'ledger_fills', text: FILLS, values: [mode] });
    return rows.map((row) => {
      const fill = fillRow.parse(row);
      return {
        venue: fill.venue,
        clientOrderId: fill.client_order_id,
        venueTradeId: fill.venue_trade_id,
        qty: asQty(fill.qty),
        price: asPrice(fill.price),
        fee: asAmount(fill.fee),
        feeAsset: fill.fee_asset,
      };
    });
  },

  /** What the books say each venue account holds. */
  async balances(mode: Mode): Promise<LedgerBalance[]> {
    const rows = await database.query({ name: 'ledger_balances', text: BALANCES, values: [mode] });
    return rows.map((row) => {
      const { venue, asset, balance } = balanceRow.parse(row);
      return { venue, asset, balance: asAmount(balance) };
    });
  },

  /** Everything in which the books contradict themselves; empty is what must be. */
  async faults(): Promise<LedgerFault[]> {
    const rows = await database.query({ name: 'ledger_faults', text: FAULTS, values: [] });
    return rows.map((row) => {
      const { what, place, amount, venue } = faultRow.parse(row);
      return { what, where: place, amount, venue: venue ?? undefined };
    });
  },
});

export type Ledger = ReturnType<typeof createLedger>;
