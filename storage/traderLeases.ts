import type { Database } from './database';

const RENEW = `
  insert into trader_leases(owner, expires_at) values ($1, clock_timestamp() + $2::int * interval '1 ms')
  on conflict (owner) do update set expires_at = excluded.expires_at`;
const DROP = `delete from trader_leases where owner = $1 or expires_at < now() - interval '1 day'`;

/** The life of a trader as the database sees it; a guard that has no socket to it goes by this row. */
export const createTraderLeases = (database: Pick<Database, 'query'>) => ({
  async renew(owner: string, leaseMs: number): Promise<void> {
    await database.query({ name: 'renew_trader_lease', text: RENEW, values: [owner, leaseMs] });
  },
  async drop(owner: string): Promise<void> {
    await database.query({ name: 'drop_trader_lease', text: DROP, values: [owner] });
  },
});
