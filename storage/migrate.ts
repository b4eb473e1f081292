import knex from 'knex';
import { ledger } from './migrations/003_ledger';
import { facts } from './migrations/004_facts';
import { opportunities } from './migrations/007_opportunities';
import { openings } from './migrations/005_openings';
import { settingsAndControls } from './migrations/001_settings_and_controls';
import { steps } from './migrations/006_steps';
import { trades } from './migrations/002_trades';

/** In the order in which they are applied; a released one is never edited, a new one is added. */
const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '001_settings_and_controls', sql: settingsAndControls },
  { name: '002_trades', sql: trades },
  { name: '003_ledger', sql: ledger },
  { name: '004_facts', sql: facts },
  { name: '005_openings', sql: openings },
  { name: '006_steps', sql: steps },
  { name: '007_opportunities', sql: opportunities },
];

/** Brings the database to the newest schema; names of the migrations applied now, empty where it was there already. */
export async function migrateLatest(databaseUrl: string): Promise<string[]> {
  const db = knex({ client: 'pg', connection: databaseUrl, pool: { min: 0, max: 1 } });
  try {
    const [, applied] = (await db.migrate.latest({
      migrationSource: {
        getMigrations: () => Promise.resolve([...MIGRATIONS]),
        getMigrationName: (migration: { name: string }) => migration.name,
        getMigration: (migration: { sql: string }) =>
          Promise.resolve({
            up: (transaction: knex.Knex) => transaction.raw(migration.sql.replaceAll('?', '\\?')),
            down: () =>
              Promise.reject(new Error('the journal is never migrated backwards: restore a backup')),
          }),
      },
    })) as [number, string[]];
    return applied;
  } finally {
    await db.destroy();
  }
}
