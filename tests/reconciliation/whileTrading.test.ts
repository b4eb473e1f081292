import { BUY_ON } from '../execution/spreadPlan';
import { openReconciliationDesk, runningClock, type ReconciliationDesk } from './reconciliationDesk';
import { tradeSteadily } from './steadyTrading';

jest.setTimeout(120_000); // the first suite of a run starts PostgreSQL

let desk: ReconciliationDesk;
let stopTrading: () => Promise<void>;
beforeEach(async () => {
  desk = await openReconciliationDesk(runningClock());
  stopTrading = tradeSteadily(desk);
});
afterEach(async () => {
  await stopTrading();
  await desk.close();
});

it('finds nothing while trading goes on, run after run', async () => {
  const outcomes: string[] = [];
  for (const kind of ['balances', 'full', 'balances', 'full', 'balances', 'full'] as const) {
    const report = await desk.reconcile(BUY_ON, kind);
    expect(report).toMatchObject({ differences: [], healed: [] });
    outcomes.push(report.outcome);
  }
  expect(outcomes).toContain('clean'); // others may have met a fill at each try, and say so
  expect(await desk.ask(`select kind from incidents`)).toEqual([]);
  expect(Number((await desk.ask('select count(*) from fills'))[0])).toBeGreaterThan(10);
});

it('finds what is missing although trading goes on', async () => {
  await desk.ask(
    `select post_line('planted', 1, 'simulator', 'test', 'venue:${BUY_ON}:main', '${BUY_ON}', null, 'USDT', -7),
            post_line('planted', 2, 'simulator', 'test', 'suspense', '${BUY_ON}', null, 'USDT', 7)`,
  );

  const report = await desk.reconcile(BUY_ON, 'balances');

  expect(report).toMatchObject({
    outcome: 'differs',
    differences: [{ kind: 'balance', subject: 'USDT' }],
    healed: [],
  });
});
