import { createDatabase } from '../../storage/database';
import { createLedger } from '../../storage/ledger';
import { migrateLatest, SchemaUnknownError } from '../../storage/migrate';
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
