import type { Mode } from '../domain/mode';
import type { Database } from './database';

const POST = `
  with unopened as (
    select b->>'asset' as asset, (b->>'total')::numeric as total from jsonb_array_elements($3::jsonb) b
    where not exists (select 1 from ledger_entries where mode = $1 and venue = $2 and account = 'venue:' || $2 || ':main')
  )
  select post_line('opening:' || $1 || ':' || $2 || ':' || asset, 1, $1, 'opening', 'venue:' || $2 || ':main', $2, null, asset, total),
         post_line('opening:' || $1 || ':' || $2 || ':' || asset, 2, $1, 'opening', 'opening', $2, null, asset, -total)
  from unopened where total <> 0`;

export interface VenueBalances {
  readonly mode: Mode;
  readonly venue: string;
  readonly balances: readonly { readonly asset: string; readonly total: string }[];
}

/**
 * Posts what a venue account holds when it is seen for the first time, so that from then on its balance is the sum of its postings.
 * An account that has postings already is left alone: what differs there is for reconciliation, never for an opening.
 */
export async function postOpeningBalances(
  database: Pick<Database, 'query'>,
  { mode, venue, balances }: VenueBalances,
): Promise<void> {
  const values = [mode, venue, JSON.stringify(balances)];
  await database.query({ name: 'post_opening_balances', text: POST, values });
}
