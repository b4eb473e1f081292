import { asQty } from '../../domain/money';
import type { StepRequest } from '../../domain/lifecycle/steps';
import type { TradePlan } from '../../domain/tradePlan';
import type { DueStep } from '../../guard/records';
import { removeExposure, takeOver } from '../../guard/takeOver';
import { FILLED, NO_FUNDS, type NextOrder } from '../execution/fakeVenue';
import { alive, dead, nobody, openGuardDesk, type GuardDesk } from './guardDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let guarding: GuardDesk;
beforeEach(async () => {
  guarding = await openGuardDesk();
});
afterEach(() => guarding.close());

const LOST: NextOrder = { kind: 'lostOnTheWay' };
const sent = () => [...guarding.desk.buyVenue.sent, ...guarding.desk.sellVenue.sent];
const duplicates = () => [...guarding.desk.buyVenue.duplicates(), ...guarding.desk.sellVenue.duplicates()];
const ledgerFaults = () => guarding.desk.ledger.faults();

async function onlyDue(owner: string): Promise<DueStep> {
  const [due, ...more] = await guarding.records.dueSteps('another guard', dead(owner));
  if (due === undefined || more.length > 0) throw new Error('one step was to be due');
  return due;
}

const request = (plan: TradePlan, epoch: number): StepRequest => ({
  plan,
  epoch,
  attempt: 1,
  cause: 'test',
  transitions: [],
});

describe('an owner that died while one leg was filled', () => {
  it('leaves an orphan that the guard reduces; the workflow then finds the stored result', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const { plan } = await guarding.stoppedAt('finish.before', 'trader');

    expect(await takeOver(guarding.guard(), await onlyDue('trader'))).toBe(true);

    const adopted = await guarding.desk.process('next').openLegs(plan, []);
    expect(adopted).toMatchObject({
      kind: 'position',
      situation: { kind: 'matched' },
      reducedByGuard: true,
    });
    expect(sent()).toHaveLength(3);
    expect(duplicates()).toEqual([]);
    expect(await ledgerFaults()).toEqual([]);
  });

  it('finds itself fenced when it was only asleep, and sends nothing more', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const sleeper = await guarding.stoppedAt('finish.before', 'trader');
    await takeOver(guarding.guard(), await onlyDue('trader'));

    expect(await sleeper.wake()).toMatchObject({
      kind: 'fenced',
      situation: { kind: 'matched' },
      reducedByGuard: true,
    });
    expect(sent()).toHaveLength(3);
    expect(duplicates()).toEqual([]);
    expect(await ledgerFaults()).toEqual([]);
  });
});

describe('an owner that died with nothing exposed', () => {
  it.each([
    { point: 'finish.before', situation: 'matched', orders: 2 },
    { point: 'send.before', situation: 'nothingFilled', orders: 0 },
  ] as const)('at $point leaves the ordinary result: $situation', async ({ point, situation, orders }) => {
    const { plan } = await guarding.stoppedAt(point, 'trader');
    await takeOver(guarding.guard(), await onlyDue('trader'));

    const adopted = await guarding.desk.process('next').openLegs(plan, []);
    expect(adopted).toMatchObject({
      kind: 'position',
      situation: { kind: situation },
      reducedByGuard: false,
    });
    expect(sent()).toHaveLength(orders);
  });
});

describe('a step', () => {
  it('of a living owner is left alone before its deadline, also when its lease has run out', async () => {
    await guarding.stoppedAt('send.before', 'trader');

    expect(await guarding.records.dueSteps('another guard', alive('trader'))).toEqual([]);
    const due = await onlyDue('trader');
    const answer = await guarding.records.takeStep({ ...due, ownerGone: false }, guarding.guard().guard);
    expect(answer.kind).toBe('refused');
  });

  it('of a living owner is due when its deadline has passed', async () => {
    await guarding.stoppedAt('send.before', 'trader');
    await guarding.desk.ask(`update trade_steps set deadline_at = now() returning 1`);

    expect(await guarding.records.dueSteps('another guard', alive('trader'))).toHaveLength(1);
  });

  it('without a socket is judged by the lease', async () => {
    await guarding.stoppedAt('send.before', 'trader');
    await guarding.desk.ask(
      `insert into trader_leases values ('trader', now() + interval '1 hour') returning 1`,
    );
    expect(await guarding.records.dueSteps('another guard', nobody)).toEqual([]);

    await guarding.desk.ask(`update trader_leases set expires_at = now() returning 1`);
    expect(await guarding.records.dueSteps('another guard', nobody)).toMatchObject([{ ownerGone: true }]);
  });

  it('is never taken by a guard that has lost its lease', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    await guarding.stoppedAt('finish.before', 'trader');

    expect(await takeOver(guarding.guard('a guard of yesterday'), await onlyDue('trader'))).toBe(false);
    expect(sent()).toHaveLength(2);
  });

  it('is taken once when two look at the same time', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    await guarding.stoppedAt('finish.before', 'trader');
    const due = await onlyDue('trader');

    const taken = await Promise.all([takeOver(guarding.guard(), due), takeOver(guarding.guard(), due)]);
    expect(taken.toSorted()).toEqual([false, true]);
    expect(sent()).toHaveLength(3);
  });

  it("that the guard is at work on is no trader's, however late it is", async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const { plan } = await guarding.stoppedAt('finish.before', 'trader');
    const due = await onlyDue('trader');
    await guarding.records.takeStep(due, guarding.guard().guard);
    await guarding.desk.ask(`update trade_steps set deadline_at = now() - interval '2 minutes' returning 1`);

    const epoch = due.epoch + 1;
    const answer = await guarding.desk.journal.takeOver(
      { ...due, epoch, tradeId: plan.tradeId },
      'another trader',
    );
    expect(answer.kind).toBe('refused');
  });
});

describe('a workflow whose step is refused because the guard holds its trade', () => {
  it('has its transitions written all the same, once', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const { plan } = await guarding.stoppedAt('finish.before', 'trader');
    const due = await onlyDue('trader');
    await guarding.records.takeStep(due, guarding.guard().guard);
    const moved = {
      seq: 7,
      from: 'hedging',
      to: 'unwinding',
      cause: 'kill: test',
      atMs: 1,
      figures: {},
    } as const;
    const begin = () =>
      guarding.desk.journal.beginStep({
        tradeId: plan.tradeId,
        step: 'unwind',
        attempt: 1,
        plan,
        epochSeen: due.epoch,
        owner: 'trader',
        deadlineAtMs: Date.now() + 500,
        intents: [],
        transitions: [moved],
        addsRisk: false,
      });

    expect((await begin()).kind).toBe('fenced');
    expect((await begin()).kind).toBe('fenced');
    expect(
      await guarding.desk.ask(`select count(*) from trade_events where seq = 7 and to_state = 'unwinding'`),
    ).toEqual(['1']);
    expect(await guarding.desk.ask(`select state from trades`)).toEqual(['unwinding']);
  });
});

describe('an orphan between two steps', () => {
  it('is reduced when nobody has begun to remove it in time, and the workflow adopts that', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const plan = guarding.desk.plan();
    const opened = await guarding.desk.process('trader').openLegs(plan, []);
    expect(await guarding.records.dueExposures(alive('trader'))).toEqual([]); // it has 500 ms

    await guarding.desk.ask(`update trade_exposures set since = since - interval '1 second' returning 1`);
    const [due] = await guarding.records.dueExposures(alive('trader'));
    if (due === undefined) throw new Error('an exposure was to be due');
    await removeExposure(guarding.guard(), due);

    const epoch = opened.kind === 'position' ? opened.epoch : 0;
    const late = await guarding.desk.process('trader').removeOrphan(request(plan, epoch));
    expect(late).toMatchObject({ kind: 'fenced', situation: { kind: 'matched' }, reducedByGuard: true });
    expect(await guarding.records.dueExposures(dead('trader'))).toEqual([]);
    expect(duplicates()).toEqual([]);
  });

  it('is due after its share for chasing where nobody is at work on it', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const plan = guarding.desk.plan();
    await guarding.desk.process('trader').openLegs(plan, []);
    const age = (what: string, ms: number) =>
      guarding.desk.ask(`update ${what} - interval '${String(ms)} ms' returning 1`);
    await age('trade_exposures set since = clock_timestamp()', plan.deadlines.orphanChaseMs);
    await age('trade_steps set finished_at = clock_timestamp()', 0);
    expect(await guarding.records.dueExposures(alive('trader'))).toEqual([]);

    await age('trade_steps set finished_at = clock_timestamp()', 100);
    expect(await guarding.records.dueExposures(alive('trader'))).toHaveLength(1);
  });

  it('is due at once when the owner of the last step is dead', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    await guarding.desk.process('trader').openLegs(guarding.desk.plan(), []);

    expect(await guarding.records.dueExposures(dead('trader'))).toHaveLength(1);
  });

  it('that is a late fill of a watched order is found, too', async () => {
    guarding.desk.buyVenue.next(LOST);
    guarding.desk.sellVenue.next(NO_FUNDS);
    const plan = guarding.desk.plan();
    await guarding.desk.process('trader').openLegs(plan, []);
    expect(await guarding.records.dueExposures(dead('trader'))).toEqual([]);
    const [order] = guarding.desk.buyVenue.sent;
    if (order === undefined) throw new Error('nothing was sent');
    const late = guarding.desk.buyVenue.fillNow(order, asQty('0.01'));
    await guarding.desk.journal.recordFacts({ orders: [], fills: [late] }, 'simulator');

    const [due] = await guarding.records.dueExposures(dead('trader'));
    if (due === undefined) throw new Error('an exposure was to be due');
    await removeExposure(guarding.guard(), due);
    expect(await guarding.desk.ask(`select count(*) from trade_exposures`)).toEqual(['0']);
    expect(
      await guarding.desk.ask(`select sum(case side when 'buy' then qty else -qty end) from fills`),
    ).toEqual(['0.00']);
  });

  it('ends with the settling of the trade that was never exposed', async () => {
    guarding.desk.sellVenue.next(FILLED);
    await guarding.desk.process('trader').openLegs(guarding.desk.plan(), []);

    expect(await guarding.records.dueExposures(dead('trader'))).toEqual([]);
  });
});

describe('without a guard', () => {
  it('nothing opens, and what is open goes on', async () => {
    guarding.desk.sellVenue.next(NO_FUNDS);
    const plan = guarding.desk.plan();
    const opened = await guarding.desk.process('trader').openLegs(plan, []);
    await guarding.desk.ask(`update guard_lease set expires_at = now() returning 1`);

    const denied = await guarding.desk
      .process('trader')
      .openLegs(guarding.desk.plan({ slot: 1, tradeId: 'other' }), []);
    expect(denied).toMatchObject({ kind: 'denied', denial: { code: 'GUARD_ABSENT' } });
    const epoch = opened.kind === 'position' ? opened.epoch : 0;
    const hedged = await guarding.desk.process('trader').removeOrphan(request(plan, epoch));
    expect(hedged).toMatchObject({ kind: 'position', situation: { kind: 'matched' } });
  });
});
