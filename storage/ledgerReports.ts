import { z } from 'zod';
import type { Mode } from '../domain/mode';
import { asAmount, asPrice, asQty, type Amount, type Price, type Qty } from '../domain/money';
import type { Database } from './database';

/** An execution as we booked it. */
export interface BookedFill {
  readonly venue: string;
  readonly clientOrderId: string;
  readonly venueTradeId: string;
  readonly price: Price;
  readonly qty: Qty;
  /** Positive = we paid, in `feeAsset`. */
  readonly fee: Amount;
  readonly feeAsset: string;
}

/** What our postings say that an account at a venue holds. */
export interface BookedBalance {
  readonly venue: string;
  readonly asset: string;
  readonly amount: Amount;
}

const fillRow = z.object({
  venue: z.string(),
  client_order_id: z.string(),
  venue_trade_id: z.string(),
  price: z.string(),
  qty: z.string(),
  fee: z.string(),
  fee_asset: z.string(),
});
const balanceRow = z.object({ venue: z.string(), asset: z.string(), amount: z.string() });

const FILLS = `
  select venue, client_order_id, venue_trade_id, price::text, qty::text, fee::text, fee_asset
  from fills where mode = $1`;

/** From the postings, not from the running balances: the ledger is what must equal the venue. */
const BALANCES = `
  select venue, asset, sum(amount)::text as amount
  from ledger_entries where mode = $1 and account = 'venue:' || venue || ':main'
  group by venue, asset`;

/** What our books say, whole, to be held against what the venues say. */
export const createLedgerReports = (database: Pick<Database, 'query'>) => ({
  async fills(mode: Mode): Promise<BookedFill[]> {
    const rows = await database.query({ name: 'booked_fills', text: FILLS, values: [mode] });
    return rows.map((row) => {
      const fill = fillRow.parse(row);
      return {
        venue: fill.venue,
        clientOrderId: fill.client_order_id,
        venueTradeId: fill.venue_trade_id,
        price: asPrice(fill.price),
        qty: asQty(fill.qty),
        fee: asAmount(fill.fee),
        feeAsset: fill.fee_asset,
      };
    });
  },

  async balances(mode: Mode): Promise<BookedBalance[]> {
    const rows = await database.query({ name: 'booked_balances', text: BALANCES, values: [mode] });
    return rows.map((row) => {
      const balance = balanceRow.parse(row);
      return { venue: balance.venue, asset: balance.asset, amount: asAmount(balance.amount) };
    });
  },
});

export type LedgerReports = ReturnType<typeof createLedgerReports>;
