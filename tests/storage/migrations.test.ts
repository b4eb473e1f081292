import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { createDatabase } from '../../storage/database';
import { createLedger } from '../../storage/ledger';
import { migrateLatest, SchemaUnknownError } from '../../storage/migrate';
import { settingsAndControls } from '../../storage/migrations/001_settings_and_controls';
import { trades } from '../../storage/migrations/002_trades';
import { ledger } from '../../storage/migrations/003_ledger';
import { opportunities } from '../../storage/migrations/004_opportunities';
import { guard } from '../../storage/migrations/005_guard';
import { incidentsAndReports } from '../../storage/migrations/006_incidents_and_reports';
import { startPostgres } from '../services';

describe('migrations', () => {
  it('bring an empty database to the newest schema once, and find nothing to do the second time', async () => {
    const url = await (await startPostgres()).createDatabase();

    expect(await migrateLatest(url)).toEqual([]);
  });

  it('refuse a database of another version and leave it as it is', async () => {
    const url = await (await startPostgres()).createDatabase();
    const database = createDatabase(url);
    const text = `insert into knex_migrations(name, batch, migration_time) values ('999_from_elsewhere', 9, now())`;
    await database.query({ name: 'other_version', text, values: [] });

    await expect(migrateLatest(url)).rejects.toThrow(SchemaUnknownError);
    await database.close();
  });

  it('give incidents of an older version a time line, and those that were closed an end', async () => {
    const url = await emptyDatabase(await (await startPostgres()).createDatabase());
    const client = new Client({ connectionString: url });
    await client.connect();
    const inOrder = [settingsAndControls, trades, ledger, opportunities, guard];
    for (const sql of inOrder) await client.query(sql);
    await client.query(
      `insert into incidents(severity, kind, details, closed_at) values ('critical', 'NEEDS_OPERATOR', '{"pnlUsd":"-1"}', null), ('warning', 'WORKFLOW_LOST', '{}', now())`,
    );
    await client.query(incidentsAndReports);
    const events =
      'select i.kind, e.kind as event, e.note, e.details, i.occurrences, i.closed_by from incidents i join incident_events e on e.incident_id = i.id order by i.id';
    const { rows } = await client.query(events);
    await client.end();

    expect(rows).toEqual([
      {
        kind: 'NEEDS_OPERATOR',
        event: 'opened',
        note: 'critical',
        details: { pnlUsd: '-1' },
        occurrences: 1,
        closed_by: null,
      },
      {
        kind: 'WORKFLOW_LOST',
        event: 'opened',
        note: 'warning',
        details: {},
        occurrences: 1,
        closed_by: 'unknown',
      },
    ]);
  });

  it('refuse a posting set that does not sum to zero, and any change of a posting', async () => {
    const database = createDatabase(await (await startPostgres()).createDatabase());
    const post = (amount: string) =>
      database.query({
        name: `post ${amount}`,
        text: `insert into ledger_entries(set_id, line, mode, kind, account, asset, amount) values ('s', 1, 'simulator', 'test', 'a', 'BTC', 1), ('s', 2, 'simulator', 'test', 'b', 'BTC', $1)`,
        values: [amount],
      });

    await expect(post('-0.99')).rejects.toThrow('does not sum to zero');
    await expect(post('-1')).resolves.toEqual([]);
    const change = { name: 'change', text: 'update ledger_entries set amount = 5', values: [] };
    await expect(database.query(change)).rejects.toThrow('append-only');
    await expect(createLedger(database).faults()).resolves.toEqual([]);
    await database.close();
  });
});

/** URL of a database without any table, on the server of `url`. */
async function emptyDatabase(url: string): Promise<string> {
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name} template template0`);
  await client.end();
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
