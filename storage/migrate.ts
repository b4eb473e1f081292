import knex from 'knex';
import { breakers as breakerFunctions } from './functions/breakers';
import { latches } from './functions/latches';
import { facts } from './functions/facts';
import { guarding } from './functions/guarding';
import { incidents } from './functions/incidents';
import { openings } from './functions/openings';
import { reconciliation as reconciliationFunctions } from './functions/reconciliation';
import { reports } from './functions/reports';
import { shutdowns } from './functions/shutdowns';
import { steps } from './functions/steps';
import { freeze } from './migrations/009_freeze';
import { settingsAndControls } from './migrations/001_settings_and_controls';
import { trades } from './migrations/002_trades';
import { ledger } from './migrations/003_ledger';
import { opportunities } from './migrations/004_opportunities';
import { guard } from './migrations/005_guard';
import { incidentsAndReports } from './migrations/006_incidents_and_reports';
import { reconciliation } from './migrations/007_reconciliation';
import { breakers } from './migrations/008_breakers';
import { workflowStarts } from './migrations/010_workflow_starts';
import { emergencyShutdowns } from './migrations/011_emergency_shutdowns';
import { breakerShutdowns } from './migrations/012_breaker_shutdowns';

/** Tables, in the order in which they are made; a released migration is never edited, a new one is added. */
const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '001_settings_and_controls', sql: settingsAndControls },
  { name: '002_trades', sql: trades },
  { name: '003_ledger', sql: ledger },
  { name: '004_opportunities', sql: opportunities },
  { name: '005_guard', sql: guard },
  { name: '006_incidents_and_reports', sql: incidentsAndReports },
  { name: '007_reconciliation', sql: reconciliation },
  { name: '008_breakers', sql: breakers },
  { name: '009_freeze', sql: freeze },
  { name: '010_workflow_starts', sql: workflowStarts },
  { name: '011_emergency_shutdowns', sql: emergencyShutdowns },
  { name: '012_breaker_shutdowns', sql: breakerShutdowns },
];

/** Stored functions hold no data: each start puts the newest in place of what is there, in one commit. */
const FUNCTIONS: readonly string[] = [
  incidents,
  reconciliationFunctions,
  facts,
  openings,
  latches,
  breakerFunctions,
  guarding,
  steps,
  shutdowns,
  reports,
];
/** Several processes may migrate at once; any number that nobody else locks. */
const FUNCTIONS_LOCK = 720_461;

/** The database was made by a version whose migrations this one does not have. */
export class SchemaUnknownError extends Error {
  override readonly name = 'SchemaUnknownError';
}

/** Brings the database to the newest schema; names of the migrations applied now, empty where it was there already. @throws SchemaUnknownError */
export async function migrateLatest(databaseUrl: string): Promise<string[]> {
  const db = knex({ client: 'pg', connection: databaseUrl, pool: { min: 0, max: 1 } });
  try {
    const applied = await makeTables(db);
    await replaceFunctions(db);
    return applied;
  } finally {
    await db.destroy();
  }
}

async function makeTables(db: knex.Knex): Promise<string[]> {
  try {
    const [, applied] = (await db.migrate.latest({
      migrationSource: {
        getMigrations: () => Promise.resolve([...MIGRATIONS]),
        getMigrationName: (migration: { name: string }) => migration.name,
        getMigration: (migration: { sql: string }) =>
          Promise.resolve({
            up: (transaction: knex.Knex) => transaction.raw(escaped(migration.sql)),
            down: () =>
              Promise.reject(new Error('the journal is never migrated backwards: restore a backup')),
          }),
      },
    })) as [number, string[]];
    return applied;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('migration directory is corrupt')) throw error;
    throw new SchemaUnknownError('the database was made by another version of Holdfast', { cause: error });
  }
}

function replaceFunctions(db: knex.Knex): Promise<void> {
  return db.transaction(async (transaction) => {
    await transaction.raw(`select pg_advisory_xact_lock(${FUNCTIONS_LOCK})`);
    for (const sql of FUNCTIONS) await transaction.raw(escaped(sql));
  });
}

/** knex takes a question mark for a parameter. */
const escaped = (sql: string): string => sql.replaceAll('?', '\\?');
