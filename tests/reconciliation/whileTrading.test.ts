import { BUY_ON } from '../execution/spreadPlan';
import { openReconciliationDesk, runningClock, type ReconciliationDesk } from './reconciliationDesk';

jest.setTimeout(120_000); // the first suite of a run starts PostgreSQL

/** As late as private events are written down. */
const BOOKED_AFTER_MS = 250;
const TRADE_EVERY_MS = 120;

let desk: ReconciliationDesk;
let stopTrading: () => Promise<void>;
beforeEach(async () => {
  desk = await openReconciliationDesk(runningClock());
  stopTrading = trade();
});
afterEach(async () => {
  await stopTrading();
  await desk.close();
});

/** Eight trades a second, each buying and selling the same size at the same price, booked a moment after they happen. */
function trade(): () => Promise<void> {
  const bookings: Promise<unknown>[] = [];
  let count = 0;
  const timer = setInterval(() => {
    const clientOrderId = `ours-${count++}`;
    const side = count % 2 === 0 ? ({ side: 'buy' } as const) : ({ side: 'sell', price: '60000.0' } as const);
    bookings.push(
      desk.begin({ slot: count }, clientOrderId).then(async () => {
        const fills = desk.submit(BUY_ON, { clientOrderId, ...side });
        await new Promise((resolve) => setTimeout(resolve, BOOKED_AFTER_MS));
        await desk.journal.recordFacts({ orders: [], fills }, 'simulator');
        await desk.ask(
          `update orders set final = true, state = 'filled' where client_order_id = '${clientOrderId}'`,
        );
      }),
    );
  }, TRADE_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all(bookings);
  };
}

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
