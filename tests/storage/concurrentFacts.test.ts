import type { Facts, Journal } from '../../execution/journal';
import { createDatabase } from '../../storage/database';
import { openDesk, type TradingDesk } from '../execution/tradingDesk';
import { startPostgres } from '../services';

jest.setTimeout(120_000); // the first suite of a run starts PostgreSQL

const TRADES = 12;
const ROUNDS = 4;
/** So many begins at once on a busy machine must not run out of time. */
const PATIENT = {
  openingMs: 60_000,
  orphanChaseMs: 10_000,
  orphanMs: 20_000,
  sendBeforeMs: 10_000,
  maxChases: 3,
};

/** Holds every finish until all trades have come to theirs, and lets them go together with one batch of all their facts. */
function finishingTogether(journal: Journal): Journal {
  const waiting: { readonly facts: Facts; readonly go: () => void }[] = [];
  return {
    ...journal,
    async finishStep(step, result, facts) {
      await new Promise<void>((go) => {
        waiting.push({ facts, go });
        if (waiting.length === TRADES) release();
      });
      return journal.finishStep(step, result, facts);
    },
  };

  function release(): void {
    const all = waiting.splice(0);
    const batch = {
      orders: all.flatMap(({ facts }) => facts.orders).reverse(),
      fills: all.flatMap(({ facts }) => facts.fills).reverse(),
    };
    for (const { go } of all.slice(0, TRADES / 2)) go();
    void journal.recordFacts(batch, 'simulator');
    for (const { go } of all.slice(TRADES / 2)) go();
  }
}

/** Counted by the server once the backends that met them have gone. */
async function deadlocksOf(databaseName: string): Promise<number> {
  const database = createDatabase(await (await startPostgres()).createDatabase());
  const text = 'select numbackends, deadlocks::int from pg_stat_database where datname = $1';
  try {
    for (;;) {
      const [row] = await database.query<{ numbackends: number; deadlocks: number }>({
        name: 'deadlocks',
        text,
        values: [databaseName],
      });
      if (row === undefined) throw new Error(`no database ${databaseName}`);
      if (row.numbackends === 0) return row.deadlocks;
    }
  } finally {
    await database.close();
  }
}

async function openTogether(desk: TradingDesk, round: number): Promise<string[]> {
  const steps = desk.process('a', { journal: finishingTogether(desk.journal) });
  const slots = Array.from({ length: TRADES }, (_, index) => round * TRADES + index);
  const results = await Promise.all(
    slots.map((slot) => steps.openLegs(desk.plan({ slot, deadlines: PATIENT }), [])),
  );
  return results.map((result) => (result.kind === 'position' ? result.situation.kind : result.kind));
}

it('never deadlocks when steps finish while a batch of their facts is stored', async () => {
  const desk = await openDesk();
  const [name = ''] = await desk.ask('select current_database()');
  for (let round = 0; round < ROUNDS; round++)
    expect(new Set(await openTogether(desk, round))).toEqual(new Set(['matched']));
  await desk.close();
  expect(await deadlocksOf(name)).toBe(0);
});
