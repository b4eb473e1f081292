import type { StepRequest, StepResult } from '../../domain/lifecycle/steps';
import type { TradePlan } from '../../domain/tradePlan';
import { createIncidents, type Incidents } from '../../storage/incidents';
import { createOpenTrades } from '../../storage/openTrades';
import { createShutdownRecords } from '../../storage/shutdownRecords';
import { readNewestSnapshot } from '../../storage/snapshots';
import { FILLED_REPLY_LOST, NO_FUNDS, type NextOrder } from '../execution/fakeVenue';
import { openDesk, type TradingDesk } from '../execution/tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL

let desk: TradingDesk;
let incidents: Incidents;
beforeEach(async () => {
  desk = await openDesk();
  incidents = createIncidents(desk.database);
});
afterEach(() => desk.close());

const difference = {
  severity: 'warning',
  kind: 'BALANCE_DIFFERS',
  venue: 'bybit',
  details: { asset: 'BTC', difference: '0.1' },
  seenBy: 'reconciliation',
} as const;

const end = (id: number, force = false) => ({ id, by: 'ada', reason: 'put right', force });

describe('an irregularity', () => {
  it('opens one incident and is counted while that is open, at its worst severity', async () => {
    const first = await incidents.open(difference);
    const again = await incidents.open({
      ...difference,
      severity: 'critical',
      details: { difference: '0.2' },
    });
    const third = await incidents.open(difference);

    expect(first.occurrences).toBe(1);
    expect([again, third]).toEqual([
      { id: first.id, occurrences: 2 },
      { id: first.id, occurrences: 3 },
    ]);
    expect(await incidents.find(first.id)).toMatchObject({
      severity: 'critical',
      occurrences: 3,
      seenBy: 'reconciliation',
      venue: 'bybit',
      tradeId: undefined,
      details: { asset: 'BTC', difference: '0.1' },
      state: { kind: 'open' },
    });
    expect(
      (await incidents.events(first.id)).map(({ kind, note, details }) => [kind, note, details]),
    ).toEqual([
      ['opened', 'warning', { asset: 'BTC', difference: '0.1' }],
      ['repeated', 'critical', { difference: '0.2' }],
      ['repeated', 'warning', { asset: 'BTC', difference: '0.1' }],
    ]);
  });

  it('of another venue, another trade or after the end opens another incident', async () => {
    const first = await incidents.open(difference);
    const elsewhere = await incidents.open({ ...difference, venue: 'binance' });
    const ofTrade = await incidents.open({ ...difference, tradeId: 'a-trade' });
    await incidents.close(end(first.id));
    const later = await incidents.open(difference);

    expect(new Set([first.id, elsewhere.id, ofTrade.id, later.id]).size).toBe(4);
    expect(later.occurrences).toBe(1);
  });

  it('seen by many at once opens one incident and loses no occurrence', async () => {
    const seen = await Promise.all(Array.from({ length: 8 }, () => incidents.open(difference)));

    expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
    expect(seen.map(({ occurrences }) => occurrences).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('that never ends does not fill the time line', async () => {
    const { id } = await incidents.open(difference);
    await desk.ask(
      `select count(open_incident('warning', 'BALANCE_DIFFERS', null, 'bybit', '{}')) from generate_series(1, 149)`,
    );

    expect((await incidents.find(id))?.occurrences).toBe(150);
    expect(await incidents.events(id)).toHaveLength(100);
  });
});

describe('an incident', () => {
  it('is acknowledged and closed by name, once, and both are audited', async () => {
    const { id } = await incidents.open(difference);

    expect(await incidents.acknowledge(id, 'ada')).toEqual({ kind: 'acknowledged' });
    expect(await incidents.acknowledge(id, 'bob')).toEqual({ kind: 'acknowledged' });
    expect(await incidents.find(id)).toMatchObject({
      owner: 'bob',
      state: { kind: 'acknowledged', by: 'ada' },
    });
    expect(await incidents.close({ ...end(id), by: 'bob', cause: 'a deposit' })).toEqual({
      kind: 'closed',
      released: false,
    });
    expect(await incidents.find(id)).toMatchObject({
      owner: 'bob',
      state: { kind: 'closed', by: 'bob', resolution: 'put right', cause: 'a deposit' },
    });
    expect(await incidents.close(end(id))).toEqual({ kind: 'alreadyClosed', by: 'bob' });
    expect(await incidents.acknowledge(id, 'ada')).toEqual({ kind: 'alreadyClosed', by: 'bob' });
    expect(await desk.ask("select action || ' ' || who from audit_log order by id")).toEqual([
      'incident.acknowledged ada',
      'incident.acknowledged bob',
      'incident.closed bob',
    ]);
  });

  it('that never was is neither acknowledged nor closed', async () => {
    expect(await incidents.find(404)).toBeUndefined();
    expect(await incidents.acknowledge(404, 'ada')).toEqual({ kind: 'unknown' });
    expect(await incidents.close(end(404))).toEqual({ kind: 'unknown' });
  });

  it('is listed while it is open, the worst first', async () => {
    const old = await incidents.open({ ...difference, severity: 'critical' });
    const closed = await incidents.open({ ...difference, kind: 'CLOCK_SKEW' });
    const info = await incidents.open({ ...difference, kind: 'DRILL', severity: 'info' });
    await createOpenTrades(desk.database).workflowWasLost('a-trade');
    await incidents.close(end(closed.id));

    const kinds = async (includeClosed: boolean) =>
      (await incidents.list({ includeClosed, limit: 10 })).map(({ kind }) => kind);
    expect(await kinds(false)).toEqual(['BALANCE_DIFFERS', 'WORKFLOW_LOST', 'DRILL']);
    expect(await kinds(true)).toEqual(['BALANCE_DIFFERS', 'WORKFLOW_LOST', 'DRILL', 'CLOCK_SKEW']);
    expect(old.id).toBeLessThan(info.id);
  });
});

describe('the incident of a trade that needs an operator', () => {
  const request = (plan: TradePlan, result: StepResult): StepRequest => ({
    plan,
    epoch: result.kind === 'denied' ? 0 : result.epoch,
    attempt: 1,
    cause: 'test',
    transitions: [],
  });
  const held = () => desk.ask('select trim_scale(sum(reserved)) > 0 from account_balances');
  const slot = () => desk.ask("select counter || ' ' || coalesce(trade_id, 'free') from slots");

  /** One leg filled, the other refused or not known, given up. */
  async function givenUp(other: NextOrder): Promise<TradePlan> {
    desk.buyVenue.next({ kind: 'fill', fraction: '0.5', reply: 'given' });
    desk.sellVenue.next(other);
    desk.sellVenue.unreadable = other === FILLED_REPLY_LOST;
    // an operator is called long after reserve orders could leave
    const plan = desk.plan({ deadlines: { ...desk.plan().deadlines, orphanChaseMs: 0 } });
    const steps = desk.process('a');
    const opened = await steps.openLegs(plan, []);
    await steps.bookResult({ ...request(plan, opened), outcome: 'needs-operator' });
    return plan;
  }
  async function incidentOf(plan: TradePlan): Promise<number> {
    const found = await incidents.list({ includeClosed: true, limit: 1 });
    expect(found).toMatchObject([{ kind: 'NEEDS_OPERATOR', severity: 'critical', tradeId: plan.tradeId }]);
    return found[0]?.id ?? 0;
  }

  it('holds its reservation, limits and slot, and gives them free when an operator closes it', async () => {
    const plan = await givenUp(NO_FUNDS);
    const id = await incidentOf(plan);
    expect(await held()).toEqual(['true']);
    expect(await slot()).toEqual([`1 ${plan.tradeId}`]);
    expect(await desk.ledger.faults()).toEqual([]);

    expect(await incidents.close(end(id))).toEqual({ kind: 'closed', released: true });
    expect(await desk.ask('select trim_scale(sum(reserved)) from account_balances')).toEqual(['0']);
    expect(await desk.ask('select trim_scale(sum(used)) from limits')).toEqual(['0']);
    expect(await slot()).toEqual(['2 free']);
    expect(
      await desk.ask("select trim_scale(sum(amount)) from ledger_entries where account = 'residual'"),
    ).toEqual(['-0.005']);
    expect(await desk.ledger.faults()).toEqual([]);
    const next = desk.plan({ slotCounter: 2 });
    expect(await desk.process('b').openLegs(next, [])).toMatchObject({ kind: 'position' });
  });

  it('is not closed while an order may still fill, unless somebody forces it', async () => {
    const plan = await givenUp(FILLED_REPLY_LOST);
    const id = await incidentOf(plan);

    expect(await incidents.close(end(id))).toMatchObject({
      kind: 'notFinal',
      clientOrderIds: expect.arrayContaining([expect.any(String)]) as unknown,
    });
    expect(await held()).toEqual(['true']);
    expect(await incidents.find(id)).toMatchObject({ state: { kind: 'open' } });

    expect(await incidents.close(end(id, true))).toEqual({ kind: 'closed', released: true });
    expect(await desk.ask('select trim_scale(sum(reserved)) from account_balances')).toEqual(['0']);
    expect((await incidents.events(id)).at(-1)).toMatchObject({
      kind: 'closed',
      who: 'ada',
      details: { ordersNotFinal: expect.arrayContaining([expect.any(String)]) as unknown },
    });
    expect(await desk.ledger.faults()).toEqual([]);
  });

  it('closed by two at once releases once', async () => {
    const plan = await givenUp(NO_FUNDS);
    const id = await incidentOf(plan);
    const answers = await Promise.all([incidents.close(end(id)), incidents.close(end(id))]);

    expect(answers.map(({ kind }) => kind).sort()).toEqual(['alreadyClosed', 'closed']);
    expect(await slot()).toEqual(['2 free']);
    expect(await desk.ledger.faults()).toEqual([]);
  });

  it('has a snapshot to look at after an emergency shutdown, with amounts to the last digit', async () => {
    expect(await readNewestSnapshot(desk.database)).toBeUndefined();
    await givenUp(NO_FUNDS);
    await createShutdownRecords(desk.database).end({
      reason: 'drill',
      flatten: false,
      cancelledOrders: 0,
      signalledTrades: 0,
      notFlat: [],
      openOrders: 0,
    });

    const snapshot = await readNewestSnapshot(desk.database);
    expect(snapshot).toMatchObject({ reason: 'drill', openTrades: [] });
    const usdt = snapshot?.balances.find(({ venue, asset }) => venue === 'binance' && asset === 'USDT');
    expect([usdt?.balance]).toEqual(
      await desk.ask("select balance from account_balances where venue = 'binance' and asset = 'USDT'"),
    );
  });
});
