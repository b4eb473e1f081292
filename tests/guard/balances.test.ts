import { createBalanceEvents } from '../../guard/balanceEvents';
import { createBalanceComparison } from '../../guard/compareBalances';
import { createAdjustments } from '../../storage/adjustments';
import { createGuardRecords } from '../../storage/guardRecords';
import { createIncidents } from '../../storage/incidents';
import { BUY_ON, SELL_ON } from '../execution/spreadPlan';
import {
  jumpingClock,
  openReconciliationDesk,
  runningClock,
  type ReconciliationDesk,
} from '../reconciliation/reconciliationDesk';
import { tradeSteadily } from '../reconciliation/steadyTrading';
import { silentLogger } from '../venues/silentLogger';

jest.setTimeout(120_000); // the first suite of a run starts PostgreSQL

/** Any reading that is due at all is due after this. */
const LATER_MS = 20_000;

let desk: ReconciliationDesk;
afterEach(() => desk.close());

/** A guard of both venues over the wire; `everyMs` 0 = at each look. */
function startGuard(everyMs = 0): () => Promise<void> {
  return createBalanceComparison({
    venues: [desk.deps(BUY_ON), desk.deps(SELL_ON)],
    records: createGuardRecords(desk.database),
    events: createBalanceEvents(desk.clock),
    mayAct: () => true,
    everyMs,
    logger: silentLogger,
  });
}

const sleep = (ms: number) => desk.deps(BUY_ON).sleep(ms);
const incidents = () =>
  desk.ask(
    `select kind || ' ' || venue || ' ' || occurrences from incidents where closed_at is null order by id`,
  );
/** Coins that the books do not have, as somebody's deposit leaves them. */
const plantCoins = (amount: string) =>
  desk.ask(
    `select post_line('planted ${amount}', 1, 'simulator', 'test', 'venue:${BUY_ON}:main', '${BUY_ON}', null, 'BTC', -(${amount})),
            post_line('planted ${amount}', 2, 'simulator', 'test', 'suspense', '${BUY_ON}', null, 'BTC', ${amount})`,
  );

describe('coins of no trade', () => {
  let look: () => Promise<void>;
  beforeEach(async () => {
    desk = await openReconciliationDesk(jumpingClock());
    look = startGuard();
  });
  async function lookTwice(): Promise<void> {
    await sleep(LATER_MS);
    await look();
    await sleep(LATER_MS);
    await look();
  }

  it('open one critical incident with what both sides say, and change nothing', async () => {
    await plantCoins('0.5');
    const before = await desk.ask('select count(*) from ledger_entries');
    await look();
    expect(await incidents()).toEqual([]);

    await sleep(LATER_MS);
    await look();
    await sleep(LATER_MS);
    await look();

    expect(await incidents()).toEqual([`UNKNOWN_POSITION ${BUY_ON} 1`]);
    const [incident] = await createIncidents(desk.database).list({ includeClosed: false, limit: 1 });
    expect(incident).toMatchObject({
      severity: 'critical',
      seenBy: 'guard',
      details: { mode: 'simulator', differences: [{ asset: 'BTC', difference: '0.5' }] },
    });
    expect(await desk.ask('select count(*) from ledger_entries')).toEqual(before);
    expect(await desk.ask(`select key from controls where state <> 'running'`)).toEqual([]);
    expect(desk.core(BUY_ON).openOrders('main')).toEqual([]);
  });

  it('are told again where somebody closed the incident and they are still there', async () => {
    await plantCoins('0.5');
    await lookTwice();
    await desk.ask(`select close_incident('{"id": 1, "by": "ann", "reason": "looks fine", "force": false}')`);
    await sleep(3 * LATER_MS);
    await look();

    expect(await incidents()).toEqual([`UNKNOWN_POSITION ${BUY_ON} 1`]);
    expect(await desk.ask('select count(*) from incidents')).toEqual(['2']);
  });

  it('are none any more when a person has accepted them', async () => {
    await plantCoins('0.5');
    await lookTwice();
    const accepted = { id: 'one', mode: 'simulator', venue: BUY_ON, asset: 'BTC', amount: '0.5' } as const;
    await createAdjustments(desk.database).post({ ...accepted, by: 'ann', reason: 'a deposit' });
    await desk.ask(`select close_incident('{"id": 1, "by": "ann", "reason": "a deposit", "force": false}')`);
    await lookTwice();
    await lookTwice();

    expect(await incidents()).toEqual([]);
  });

  it('are none where the venue can be read only in part', async () => {
    await plantCoins('0.5');
    await look();
    for (const requestClass of ['account', 'lookUp'] as const) {
      const fault = { kind: 'error5xxBefore' } as const;
      desk.core(BUY_ON).faults.plant({ on: 'request', requestClass, fault, after: 0, times: 1 });
      await sleep(LATER_MS);
      await look();
      expect(desk.core(BUY_ON).faults.onRequest(requestClass)).toBeUndefined(); // it has fired
    }
    expect(await incidents()).toEqual([]);

    await sleep(LATER_MS);
    await look();
    expect(await incidents()).toEqual([`UNKNOWN_POSITION ${BUY_ON} 1`]);
  });

  it('are told by a second guard as the same incident', async () => {
    await plantCoins('0.5');
    await lookTwice();
    look = startGuard();
    await lookTwice();

    expect(await incidents()).toEqual([`UNKNOWN_POSITION ${BUY_ON} 2`]);
  });
});

describe('a trade', () => {
  let look: () => Promise<void>;
  beforeEach(async () => {
    desk = await openReconciliationDesk(jumpingClock());
    look = startGuard();
  });
  async function lookOften(): Promise<void> {
    for (let looks = 0; looks < 4; looks++) {
      await look();
      await sleep(LATER_MS);
    }
  }

  it('whose order is not final is no position, whatever it has filled', async () => {
    await desk.begin();
    desk.submit(BUY_ON, { clientOrderId: 'ours' });
    await lookOften();

    expect(await incidents()).toEqual([]);
  });

  it('whose order is final and whose fill nobody has booked is no position', async () => {
    await desk.begin();
    desk.submit(BUY_ON, { clientOrderId: 'ours' });
    await desk.ask(`update orders set state = 'filled', final = true`);
    await lookOften();

    expect(await incidents()).toEqual([]);
  });

  it('is no position while the lists of the venue lag behind its balances', async () => {
    desk.core(BUY_ON).faults.plant({ on: 'read', lagMs: 2_000 });
    await desk.begin();
    desk.submit(BUY_ON, { clientOrderId: 'ours' });
    await desk.ask(`update orders set state = 'filled', final = true`);
    await lookOften();

    expect(await incidents()).toEqual([]);
  });

  it('that only holds capital is no position', async () => {
    await desk.begin();
    await desk.ask(`update orders set state = 'absent', final = true`);
    await desk.ask(`update account_balances set reserved = reserved + 1 where asset = 'BTC'`);
    await lookOften();

    expect(await incidents()).toEqual([]);
  });
});

it('a guard finds nothing while trading goes on, and what is planted when it pauses', async () => {
  desk = await openReconciliationDesk(runningClock());
  const look = startGuard();
  const stopTrading = tradeSteadily(desk);
  const untilMs = Date.now() + 8_000;
  while (Date.now() < untilMs) await look();
  expect(await incidents()).toEqual([]);
  expect(Number((await desk.ask('select count(*) from fills'))[0])).toBeGreaterThan(10);

  await plantCoins('0.5');
  await stopTrading();
  while ((await incidents()).length === 0) {
    await look();
    await sleep(250);
  }
  expect(await incidents()).toEqual([`UNKNOWN_POSITION ${BUY_ON} 1`]);
});
