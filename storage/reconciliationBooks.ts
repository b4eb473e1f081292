import { z } from 'zod';
import { asAmount, asPrice, asQty } from '../domain/money';
import type { Difference } from '../domain/reconciliation/difference';
import { PARTS, type VenueBooks } from '../domain/reconciliation/readings';
import type { ReconciliationBooks } from '../execution/reconciliation/ports';
import type { Database } from './database';
import { createLedger } from './ledger';
import { answerOf } from './storedFunctions';

const COMPARED_TO = `
  select max(fills_compared_to_ms)::float8 as compared_to_ms from reconciliation_runs
  where mode = $1 and venue = $2 and fills_compared_to_ms is not null`;
/** One commit: the run, and the end of clean runs of balances that nobody will ask for any more. */
const SAVE = `
  with forgotten as (
    delete from reconciliation_runs where kind = 'balances' and outcome = 'clean' and at < now() - interval '7 days'
  )
  insert into reconciliation_runs(kind, venue, mode, at, duration_ms, readings, outcome, differences, healed, unreadable, unsettled, fills_compared_to_ms)
  select r->>'kind', r->>'venue', r->>'mode', to_timestamp((r->>'atMs')::float8 / 1000), (r->>'durationMs')::float8::int, (r->>'readings')::int,
         r->>'outcome', r->'differences', r->'healed', r->'unreadable', r->'unsettled', (r->>'fillsComparedToMs')::bigint
  from (select $1::jsonb as r) report`;

const price = z.string().transform(asPrice);
const qty = z.string().transform(asQty);
const amount = z.string().transform(asAmount);
const optional = <Value extends z.ZodType>(value: Value) =>
  value.nullable().transform((given) => given ?? undefined);

const BookedFill = z.object({
  venue: z.string(),
  instrumentId: z.string(),
  clientOrderId: z.string(),
  venueOrderId: z.string(),
  venueTradeId: z.string(),
  side: z.enum(['buy', 'sell']),
  price,
  qty,
  fee: amount,
  feeAsset: z.string(),
  liquidity: z.enum(['maker', 'taker']),
  exchangeTimeMs: z.number(),
  tradeId: optional(z.string()),
});

const BookedOrder = z.object({
  clientOrderId: z.string(),
  tradeId: z.string(),
  instrumentId: z.string(),
  venueOrderId: optional(z.string()),
  state: z.string(),
  final: z.boolean(),
  filledQty: qty,
  finalAfterMs: z.number(),
  updatedAtMs: z.number(),
  inHand: z.boolean(),
});

const BooksReply = z.object({
  openedAtMs: optional(z.number()),
  balances: z.array(z.object({ asset: z.string(), balance: amount })),
  fills: z.array(BookedFill),
  orders: z.array(BookedOrder),
});

const ComparedTo = z.object({ compared_to_ms: optional(z.number()) });

/** The books as reconciliation asks for them; each read is one snapshot. */
export function createReconciliationBooks(database: Pick<Database, 'query'>): ReconciliationBooks {
  const ledger = createLedger(database);
  return {
    async read(question): Promise<VenueBooks> {
      const reply = await answerOf(database, 'read_venue_books', question);
      return { venue: question.venue, ...BooksReply.parse(reply) };
    },

    async faults(venue): Promise<Difference[]> {
      const faults = await ledger.faults();
      const ours = faults.filter((fault) => fault.venue === undefined || fault.venue === venue);
      return ours.map(({ what, where, amount: by }) => ({
        kind: 'ledgerFault',
        venue,
        subject: `${what}: ${where}`,
        part: PARTS.ledger,
        ours: by,
        theirs: undefined,
        aboveDust: true,
        mark: by,
      }));
    },

    async fillsComparedToMs(mode, venue) {
      const values = [mode, venue];
      const [row] = await database.query({ name: 'fills_compared_to', text: COMPARED_TO, values });
      return ComparedTo.parse(row).compared_to_ms;
    },

    async save(report) {
      await database.query({ name: 'save_reconciliation', text: SAVE, values: [JSON.stringify(report)] });
    },
  };
}
