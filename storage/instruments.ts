import { z } from 'zod';
import type { Instrument } from '../domain/instrument';
import { asBps, asPrice, asQty, asUsd } from '../domain/money';
import type { Database } from './database';

const UPSERT = `
  insert into instruments(id, venue, symbol, venue_symbol, kind, base, quote, facts)
  select i->>'id', i->>'venue', i->>'symbol', i->>'venueSymbol', i->>'kind', i->>'base', i->>'quote', i
  from jsonb_array_elements($1::jsonb) i
  on conflict (id) do update set facts = excluded.facts, seen_at = now()`;

const OF_VENUE = `select facts from instruments where venue = $1 order by id`;

const price = z.string().transform(asPrice);
const qty = z.string().transform(asQty);
const bps = z.string().transform(asBps);

const row = z.object({
  facts: z.object({
    id: z.string(),
    venue: z.string(),
    kind: z.enum(['spot', 'perp', 'binary']),
    symbol: z.string(),
    venueSymbol: z.string(),
    base: z.string(),
    quote: z.string(),
    underlying: z.string(),
    tickSize: price,
    lotSize: qty,
    minQty: qty,
    minNotional: z.string().transform(asUsd),
    contractMultiplier: qty,
    takerFeeBps: bps,
    makerFeeBps: bps,
  }),
});

/** Writes down what the venues say of the instruments we trade: booking a fill needs to know base and quote. */
export async function saveInstruments(
  database: Pick<Database, 'query'>,
  instruments: readonly Instrument[],
): Promise<void> {
  await database.query({ name: 'save_instruments', text: UPSERT, values: [JSON.stringify(instruments)] });
}

/** What the venue said last of its instruments, the account's fees included; for a process that starts while the venue is away. */
export async function readInstruments(
  database: Pick<Database, 'query'>,
  venue: string,
): Promise<Instrument[]> {
  const rows = await database.query({ name: 'instruments_of_venue', text: OF_VENUE, values: [venue] });
  return rows.map((each) => row.parse(each).facts);
}
