import type { Instrument } from '../domain/instrument';
import type { Database } from './database';

const UPSERT = `
  insert into instruments(id, venue, symbol, venue_symbol, kind, base, quote, facts)
  select i->>'id', i->>'venue', i->>'symbol', i->>'venueSymbol', i->>'kind', i->>'base', i->>'quote', i
  from jsonb_array_elements($1::jsonb) i
  on conflict (id) do update set facts = excluded.facts, seen_at = now()`;

/** Writes down what the venues say of the instruments we trade: booking a fill needs to know base and quote. */
export async function saveInstruments(
  database: Pick<Database, 'query'>,
  instruments: readonly Instrument[],
): Promise<void> {
  await database.query({ name: 'save_instruments', text: UPSERT, values: [JSON.stringify(instruments)] });
}
