import pino from 'pino';
import { createShutdownDriver, guardShutdownSteps } from '../../guard/emergencyShutdown';
import { removeExposure } from '../../guard/takeOver';
import { createShutdownSteps } from '../../execution/shutdownSteps';
import { createControls } from '../../storage/controls';
import { createShutdownRecords, type Shutdowns } from '../../storage/shutdownRecords';
import { NO_FUNDS } from '../execution/fakeVenue';
import { GUARD } from '../execution/tradingDesk';
import { alive, openGuardDesk, type GuardDesk } from './guardDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let guarding: GuardDesk;
let shutdowns: Shutdowns;
beforeEach(async () => {
  guarding = await openGuardDesk();
  shutdowns = createShutdownRecords(guarding.desk.database);
});
afterEach(() => guarding.close());

const WISH = { reason: 'fire', flatten: true, requestedBy: 'ada' };
/** What the guard waits for between two looks, played without waiting. */
const onward = () => new Promise<void>(setImmediate);

/** A guard's driver that takes what has been silent for `silentMs`; between two looks `meanwhile` happens. */
function driver(silentMs: number, meanwhile: () => Promise<void> = onward) {
  const { deps } = guarding.guard();
  const { gateways, instruments } = deps;
  const shutdown = { driver: GUARD, records: shutdowns, gateways, sendBeforeMs: 250 };
  return createShutdownDriver({
    guard: GUARD,
    takeSilent: (name) => shutdowns.takeSilent(name, silentMs),
    steps: guardShutdownSteps({ ...shutdown, instruments: [...instruments.values()] }, deps),
    mayAct: () => true,
    sleep: meanwhile,
    logger: pino({ level: 'silent' }),
  });
}

const events = () => guarding.desk.ask("select action from audit_log where action <> 'snapshot' order by id");

describe('an emergency shutdown', () => {
  it('is in force in the commit that asks for it, and asked for twice is one that only grows', async () => {
    const first = await shutdowns.request({ ...WISH, flatten: false });
    expect(await shutdowns.request(WISH)).toBe(first);

    expect(await guarding.desk.ask('select flatten from emergency_shutdowns')).toEqual(['true']);
    expect(await events()).toEqual(['control.shutdown', 'control.shutdown']);
    const refused = await guarding.desk.process('trader').openLegs(guarding.desk.plan(), []);
    expect(refused).toMatchObject({ kind: 'denied', denial: { code: 'CONTROL_SHUTDOWN' } });
  });

  it('is left to the workflow while that works on it, and taken by one guard when it is silent', async () => {
    const id = await shutdowns.request(WISH);
    await shutdowns.join(id, 'workflow');
    expect(await shutdowns.takeSilent(GUARD, 60_000)).toBeUndefined();

    const [one, other] = [
      await shutdowns.takeSilent(GUARD, 0),
      await shutdowns.takeSilent('standby', 60_000),
    ];
    expect(one).toEqual({ ...WISH, requestId: id });
    expect(other).toBeUndefined();
    // a guard that died over it goes on where it was
    expect(await shutdowns.takeSilent(GUARD, 60_000)).toEqual({ ...WISH, requestId: id });
  });

  it('that was lifted before anybody came to it is over', async () => {
    const id = await shutdowns.request(WISH);
    const running = {
      scope: 'global',
      key: '',
      state: 'running',
      reason: 'false alarm',
      setBy: 'ada',
    } as const;
    await createControls(guarding.desk.database).set(running);

    expect(await shutdowns.takeSilent(GUARD, 0)).toBeUndefined();
    expect(await shutdowns.join(id, 'workflow')).toEqual({ kind: 'ended', report: null });
  });

  it('is carried through by the guard: the orphan is reduced, the report complete, the late workflow told', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const { desk, records } = guarding;
    const plan = desk.plan();
    await desk.process('trader').openLegs(plan, []);
    const id = await shutdowns.request(WISH);

    // the watch of the same guard, for which the orphan is due
    await driver(0, async () => {
      for (const due of await records.dueExposures(alive('trader')))
        await removeExposure(guarding.guard(), due);
    })();

    const report = await shutdowns.report(id);
    expect(report).toMatchObject({ reason: 'fire', notFlat: [], openOrders: 0, drivenBy: GUARD });
    expect(await desk.ask(`select count(*) from trade_steps where step = 'guard'`)).toEqual(['1']);
    expect(await shutdowns.join(id, 'workflow')).toMatchObject({ kind: 'ended', report });
    expect(await desk.ledger.faults()).toEqual([]);
    expect([...desk.buyVenue.duplicates(), ...desk.sellVenue.duplicates()]).toEqual([]);
  });

  it('flattens, too, where somebody joins it and asks for that, at the last moment as well', async () => {
    const id = await shutdowns.request({ ...WISH, flatten: false });
    await shutdowns.join(id, 'workflow');
    await shutdowns.request(WISH);
    const found = { reason: 'fire', flatten: false, cancelledOrders: 0, signalledTrades: 0 };
    expect(await shutdowns.end({ ...found, notFlat: [], openOrders: 0 })).toBeNull();
    expect(await shutdowns.report(id)).toBeUndefined();

    const request = await shutdowns.takeSilent(GUARD, 0);
    expect(request).toMatchObject({ requestId: id, flatten: true });
    await driver(0)();
    expect(await shutdowns.report(id)).toMatchObject({ flatten: true });
  });

  it('that is widened while its driver waits tells the trades again', async () => {
    const { desk } = guarding;
    const plan = desk.plan();
    await desk.process('trader').openLegs(plan, []);
    const told: boolean[] = [];
    const steps = createShutdownSteps({
      driver: 'workflow',
      records: shutdowns,
      gateways: new Map(),
      instruments: [],
      sendBeforeMs: 250,
      signalShutdown: (_id, { flatten }) => {
        told.push(flatten);
        return Promise.resolve('signalled');
      },
    });
    const keeping = { ...WISH, flatten: false };
    await steps.commitControl({ ...keeping, requestId: await shutdowns.request(keeping) });
    await steps.signalTrades(keeping);
    await shutdowns.request(WISH);

    expect(await steps.tradesNotFlat(keeping)).toEqual({ tradeIds: [plan.tradeId], flatten: true });
    expect(told).toEqual([false, true]);
  });

  it('says by id what is not flat when nothing can be reduced', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const plan = guarding.desk.plan();
    await guarding.desk.process('trader').openLegs(plan, []);
    const id = await shutdowns.request(WISH);
    await driver(0)();

    expect(await shutdowns.report(id)).toMatchObject({ notFlat: [plan.tradeId] });
  });
});
