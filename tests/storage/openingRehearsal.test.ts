import { createDatabase, type Database } from '../../storage/database';
import { createGuardRecords } from '../../storage/guardRecords';
import { openingRehearsal, reachedTheEnd } from '../../storage/openingRehearsal';
import { startPostgres } from '../services';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL

const SETTINGS = {
  limitsMaxAgeMs: 5_000,
  denialWaitMs: 1_000,
  guardHeadStartMs: 1_000,
  latchDenial: null,
  intelligenceGate: true,
  ceilings: [{ venue: 'binance', orderUsd: '500', opportunityUsd: '2000' }],
};

describe('the rehearsal of openings', () => {
  let database: Database;
  beforeEach(async () => {
    const url = await (await startPostgres()).createDatabase();
    database = createDatabase(url, { maxConnections: 3, statementTimeoutMs: 5_000, idleTimeoutMs: 0 });
  });
  afterEach(() => database.close());

  it('says that it stopped short while no guard is there', async () => {
    const rows = await database.rehearse((connection) => openingRehearsal(SETTINGS, connection * 10));
    expect(reachedTheEnd(rows)).toBe(false);
  });

  it('runs a begin, and its denials for capital and for limits, to their ends', async () => {
    await createGuardRecords(database).renewLease('guard of the test', 60_000);
    const answers: unknown[] = [];
    for (const statement of openingRehearsal(SETTINGS, 0))
      answers.push((await database.query<{ answer: unknown }>(statement))[0]?.answer);

    expect(answers).toEqual([
      { kind: 'inserted', epoch: 1 },
      { kind: 'denied', denial: expect.objectContaining({ code: 'INVENTORY_MISSING' }) as unknown },
      { kind: 'denied', denial: expect.objectContaining({ code: 'LIMITS_STALE' }) as unknown },
    ]);
  });

  it('opens every connection and leaves nothing behind', async () => {
    await createGuardRecords(database).renewLease('guard of the test', 60_000);
    const rows = await database.rehearse((connection) => openingRehearsal(SETTINGS, connection * 10));

    expect(reachedTheEnd(rows)).toBe(true);
    expect(database.openConnections()).toBe(3);
    const text = 'select (select count(*) from trades) + (select count(*) from slots) as left';
    expect(await database.query({ name: 'left', text, values: [] })).toEqual([{ left: '0' }]);
  });
});
