import { z } from 'zod';
import type { Mode } from '../domain/mode';
import { asAmount, type Amount } from '../domain/money';
import type { Database } from './database';

/** What a new trade may still reserve of one asset on one venue. */
export interface FreeCapital {
  readonly venue: string;
  readonly asset: string;
  /** Balance minus reservations; never below zero. */
  readonly free: Amount;
  readonly balance: Amount;
}

const row = z.object({ venue: z.string(), asset: z.string(), free: z.string(), balance: z.string() });

const READ = `
  select venue, asset, greatest(balance - reserved, 0) as free, balance
  from account_balances where mode = $1 order by venue, asset`;

/** Free capital of every venue account of this mode. */
export async function readFreeCapital(database: Pick<Database, 'query'>, mode: Mode): Promise<FreeCapital[]> {
  const rows = await database.query({ name: 'free_capital', text: READ, values: [mode] });
  return rows.map((each) => {
    const { venue, asset, free, balance } = row.parse(each);
    return { venue, asset, free: asAmount(free), balance: asAmount(balance) };
  });
}
