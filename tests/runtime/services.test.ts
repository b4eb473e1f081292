import { Client } from 'pg';
import { temporalAnswers } from '../../runtime/embedded/temporalProbe';
import { startPostgres, startRedis, startTemporal } from '../services';

describe('services of a test run', () => {
  it('give each suite an empty database with the newest schema', async () => {
    const postgres = await startPostgres();
    const [first, second] = [await postgres.createDatabase(), await postgres.createDatabase()];
    expect(first).not.toBe(second);
    const client = new Client({ connectionString: second });
    await client.connect();
    const { rows } = await client.query<{ count: string }>('select count(*) from trades');
    await client.end();
    expect(rows).toEqual([{ count: '0' }]);
  }, 60_000);

  it('adopt the server that an earlier suite has started', async () => {
    expect(await startRedis()).toBe(await startRedis());
  }, 120_000);

  it('give a Temporal server that serves', async () => {
    const { address } = await startTemporal();
    expect(await temporalAnswers(address)).toBe(true);
  }, 900_000);
});
