import type { StepResult } from '../../domain/lifecycle/steps';
import type { Journal } from '../../execution/journal';
import { DatabaseUnreachableError } from '../../storage/database';
import { FILLED_REPLY_LOST, NO_FUNDS } from './fakeVenue';
import { openDesk, type TradingDesk } from './tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let desk: TradingDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const sentIds = () => [...desk.buyVenue.sent, ...desk.sellVenue.sent].map((order) => order.clientOrderId);
const situationOf = (result: StepResult) =>
  result.kind === 'denied' ? result.denial.code : result.situation.kind;

describe('opening a trade', () => {
  it('sends each leg once and answers a second call with the stored result', async () => {
    const plan = desk.plan();
    const first = await desk.process('a').openLegs(plan, []);
    const again = await desk.process('b').openLegs(plan, []);

    expect(situationOf(first)).toBe('matched');
    expect(again).toEqual(JSON.parse(JSON.stringify(first)));
    expect(sentIds()).toHaveLength(2);
  });

  it('lets one of eight callers in different processes send, and tells all of them the same', async () => {
    const plan = desk.plan();
    const owners = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const results = await Promise.all(owners.map((owner) => desk.process(owner).openLegs(plan, [])));

    expect(results.map(situationOf)).toEqual(owners.map(() => 'matched'));
    expect(sentIds()).toHaveLength(2);
    expect(await desk.ask('select count(*) from trade_steps')).toEqual(['1']);
    expect(await desk.ledger.faults()).toEqual([]);
  });

  it('has a second caller of the same process await the first', async () => {
    const plan = desk.plan();
    const steps = desk.process('a');
    const [first, second] = await Promise.all([steps.openLegs(plan, []), steps.openLegs(plan, [])]);

    expect(second).toBe(first);
    expect(sentIds()).toHaveLength(2);
  });

  it('sends nothing when the answer of its begin is lost, and closes the intents when they are final', async () => {
    const plan = desk.plan();
    const losing: Journal = {
      ...desk.journal,
      async beginOpening(begin) {
        await desk.journal.beginOpening(begin);
        throw new DatabaseUnreachableError('test', { cause: new Error('connection reset') });
      },
    };
    await expect(desk.process('a', { journal: losing }).openLegs(plan, [])).rejects.toThrow(
      'does not answer',
    );
    const adopted = await desk.process('a').openLegs(plan, []);

    expect(sentIds()).toEqual([]);
    expect(situationOf(adopted)).toBe('nothingFilled');
    expect(await desk.ask('select distinct state from orders')).toEqual(['absent']);
  });

  it('sends nothing after send_before has passed while the process was frozen', async () => {
    const plan = desk.plan();
    let lateMs = 0;
    const clock = { nowMs: () => Date.now() + lateMs, monotonicNs: () => process.hrtime.bigint() };
    const frozen = desk.process('a', {
      clock,
      faultPoint: (point) => {
        if (point === 'send.before') lateMs = plan.deadlines.sendBeforeMs + 1;
        return Promise.resolve();
      },
    });
    desk.buyVenue.clock = clock;
    desk.sellVenue.clock = clock;
    const result = await frozen.openLegs(plan, []);

    expect(sentIds()).toEqual([]);
    expect(situationOf(result)).toBe('nothingFilled');
    expect(await desk.ask("select distinct state || ' ' || final from orders")).toEqual(['notSent true']);
  });

  it('finds an accepted order whose reply was lost and sends nothing twice', async () => {
    desk.sellVenue.next(FILLED_REPLY_LOST);
    const result = await desk.process('a').openLegs(desk.plan(), []);

    expect(situationOf(result)).toBe('matched');
    expect(desk.sellVenue.sent).toHaveLength(1);
  });

  it('takes "not found" for no answer before the order is final', async () => {
    desk.sellVenue.next(FILLED_REPLY_LOST);
    desk.sellVenue.readsLag = true;
    const plan = desk.plan({ deadlines: { ...desk.plan().deadlines, orphanMs: 150 } });
    const result = await desk.process('a').openLegs(plan, []);

    expect(desk.sellVenue.lookUps).toBeGreaterThan(0);
    expect(result).toMatchObject({ legs: [{ watched: [] }, { watched: [expect.any(String)] }] });
    expect(await desk.ask('select count(*) from orders where not final')).toEqual(['1']);
  });

  it('counts the leg that filled as an orphan when the other is rejected', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const result = await desk.process('a').openLegs(desk.plan(), []);

    expect(result).toMatchObject({
      situation: { kind: 'orphan', exposures: [{ asset: 'BTC', qty: '0.01' }] },
    });
  });
});

describe('what an opening takes', () => {
  it('is the slot, once', async () => {
    const first = desk.plan();
    const rival = { ...desk.plan(), tradeId: `${first.tradeId}-rival` };
    const results = await Promise.all([
      desk.process('a').openLegs(first, []),
      desk.process('b').openLegs(rival, []),
    ]);

    expect(results.map(situationOf).sort()).toEqual(['SLOT_TAKEN', 'matched']);
    expect(sentIds()).toHaveLength(2);
  });

  it('is refused on limits that nobody has refreshed', async () => {
    await desk.ask("update limits set refreshed_at = now() - interval '61 s'");
    const result = await desk.process('a').openLegs(desk.plan(), []);

    expect(situationOf(result)).toBe('LIMITS_STALE');
    expect(sentIds()).toEqual([]);
    expect(await desk.ask('select sum(reserved) from account_balances')).toEqual(['0']);
  });

  it('is refused under a control, whichever scope it has', async () => {
    await desk.ask("insert into controls values ('venue', 'bybit', 'paused', 'test', 'me')");
    expect(situationOf(await desk.process('a').openLegs(desk.plan(), []))).toBe('CONTROL_PAUSED');
    expect(sentIds()).toEqual([]);
  });

  it('denies a re-run of a denied trade, and lets the next counter of the slot open', async () => {
    await desk.refreshLimits('1');
    const denied = desk.plan();
    expect(situationOf(await desk.process('a').openLegs(denied, []))).toBe('LIMIT_EXCEEDED');
    await desk.refreshLimits();
    expect(situationOf(await desk.process('b').openLegs(denied, []))).toBe('LIMIT_EXCEEDED');
    expect(situationOf(await desk.process('b').openLegs(desk.plan({ slotCounter: 2 }), []))).toBe('matched');
  });
});

it('lets two trades that want the same dollars open one only', async () => {
  const poor = await openDesk({ usdt: '900' });
  const plans = [0, 1, 2, 3].map((slot) => poor.plan({ slot }));
  const results = await Promise.all(plans.map((plan) => poor.process(`p${plan.slot}`).openLegs(plan, [])));

  expect(results.filter((result) => result.kind === 'position')).toHaveLength(1);
  expect(poor.buyVenue.sent).toHaveLength(1);
  expect(await poor.ledger.faults()).toEqual([]);
  await poor.close();
});
