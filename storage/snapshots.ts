import { z } from 'zod';
import type { Database } from './database';

/** What an emergency shutdown saved of the state, for the post-mortem. Amounts are decimal text. */
export interface Snapshot {
  readonly id: number;
  readonly atMs: number;
  readonly reason: string;
  readonly openTrades: readonly { readonly tradeId: string; readonly state: string }[];
  readonly openOrders: readonly {
    readonly clientOrderId: string;
    readonly venue: string;
    readonly state: string;
    readonly qty: string;
    readonly filledQty: string;
  }[];
  readonly balances: readonly {
    readonly mode: string;
    readonly venue: string;
    readonly asset: string;
    readonly balance: string;
    readonly reserved: string;
  }[];
}

/** Amounts leave the database as text: as JSON numbers they would arrive as floats. */
const NEWEST = `
  select id, extract(epoch from at) * 1000 as "atMs", details->>'reason' as reason,
    (select coalesce(jsonb_agg(jsonb_build_object('tradeId', t->'plan'->>'tradeId', 'state', t->>'state')), '[]')
       from jsonb_array_elements(details->'openTrades') t) as "openTrades",
    (select coalesce(jsonb_agg(jsonb_build_object('clientOrderId', o->>'client_order_id', 'venue', o->>'venue', 'state', o->>'state',
       'qty', o->>'qty', 'filledQty', o->>'filled_qty')), '[]') from jsonb_array_elements(details->'openOrders') o) as "openOrders",
    (select coalesce(jsonb_agg(jsonb_build_object('mode', b->>'mode', 'venue', b->>'venue', 'asset', b->>'asset',
       'balance', b->>'balance', 'reserved', b->>'reserved')), '[]') from jsonb_array_elements(details->'balances') b) as balances
  from audit_log where action = 'snapshot' order by id desc limit 1`;

const row = z.object({
  id: z.coerce.number(),
  atMs: z.coerce.number(),
  reason: z.string(),
  openTrades: z.array(z.object({ tradeId: z.string(), state: z.string() })),
  openOrders: z.array(
    z.object({
      clientOrderId: z.string(),
      venue: z.string(),
      state: z.string(),
      qty: z.string(),
      filledQty: z.string(),
    }),
  ),
  balances: z.array(
    z.object({
      mode: z.string(),
      venue: z.string(),
      asset: z.string(),
      balance: z.string(),
      reserved: z.string(),
    }),
  ),
});

/** The newest state snapshot; `undefined` where none was ever saved. */
export async function readNewestSnapshot(database: Pick<Database, 'query'>): Promise<Snapshot | undefined> {
  const [found] = await database.query({ name: 'newest_snapshot', text: NEWEST, values: [] });
  return found === undefined ? undefined : row.parse(found);
}
