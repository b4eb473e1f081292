import type { CollectedResult, StepRequest, StepResult } from '../../domain/lifecycle/steps';
import { asQty } from '../../domain/money';
import type { OrderRequest } from '../../domain/order';
import type { TradePlan } from '../../domain/tradePlan';
import type { Journal } from '../../execution/journal';
import { systemClock } from '../../runtime/clock';
import { DatabaseUnreachableError } from '../../storage/database';
import { FILLED_REPLY_LOST, NO_FUNDS, type NextOrder } from './fakeVenue';
import { openDesk, type TradingDesk } from './tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let desk: TradingDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const LOST: NextOrder = { kind: 'lostOnTheWay' };
const away = () => new DatabaseUnreachableError('test', { cause: new Error('connection refused') });
const epochOf = (result: StepResult | CollectedResult): number => {
  if (result.kind === 'denied') throw new Error(result.denial.code);
  return result.epoch;
};
const request = (plan: TradePlan, epoch: number, attempt = 1): StepRequest => ({
  plan,
  epoch,
  attempt,
  cause: 'test',
  transitions: [],
});
/** Collects until nothing is open: each call asks once, the orders' own clocks end it. */
async function collectAll(plan: TradePlan): Promise<CollectedResult> {
  const steps = desk.process('settler');
  for (;;) {
    const collected = await steps.collectFills(request(plan, 0));
    if (collected.notFinal.length === 0) return collected;
  }
}
const firstOf = (orders: readonly OrderRequest[]): OrderRequest => {
  const [order] = orders;
  if (order === undefined) throw new Error('nothing was sent');
  return order;
};

describe('an orphan', () => {
  it('is removed by one order, completing or reducing, and the trade is matched', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    const hedged = await desk.process('a').removeOrphan(request(plan, epochOf(opened)));

    expect(hedged).toMatchObject({ kind: 'position', situation: { kind: 'matched' }, repair: 'complete' });
    expect([...desk.buyVenue.sent, ...desk.sellVenue.sent]).toHaveLength(3);
  });

  it('is reduced where completing has no book, at the stored bound', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    const blind = desk.process('a', { marketView: { book: () => undefined } });
    const hedged = await blind.removeOrphan(request(plan, epochOf(opened)));

    expect(hedged).toMatchObject({ repair: 'reduce', situation: { kind: 'matched', complete: false } });
    expect(desk.buyVenue.sent.map((order) => [order.side, order.limitPrice])).toEqual([
      ['buy', '60000'],
      ['sell', '59850'],
    ]);
  });

  it('is removed the other way where the venue of the cheaper one has just refused', async () => {
    desk.sellVenue.next(NO_FUNDS, NO_FUNDS);
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    const refused = await desk.process('a').removeOrphan(request(plan, epochOf(opened)));
    expect(refused).toMatchObject({ repair: 'complete', situation: { kind: 'orphan' } });
    const hedged = await desk.process('a').removeOrphan(request(plan, epochOf(refused), 2));

    expect(hedged).toMatchObject({ repair: 'reduce', situation: { kind: 'matched', complete: false } });
    expect(desk.sellVenue.sent).toHaveLength(2);
  });

  it('past its due time is priced 25 bps further with each attempt, 300 bps at most', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const plan = desk.plan({ deadlines: { ...desk.plan().deadlines, orphanMs: 0 } });
    const opened = await desk.process('a').openLegs(plan, []);
    const limits: string[] = [];
    let epoch = epochOf(opened);
    for (const attempt of [1, 2, 3, 50]) {
      const venue = attempt % 2 === 0 ? desk.sellVenue : desk.buyVenue; // what found nothing is not tried twice running
      venue.next({ kind: 'fill', fraction: '0', reply: 'given' });
      const blind = desk.process('a', { marketView: { book: () => undefined } });
      const at = { ...request(plan, epoch, attempt), plan: { ...plan, deadlines: desk.plan().deadlines } };
      epoch = epochOf(await blind.removeOrphan(at));
      limits.push(String(venue.sent.at(-1)?.limitPrice));
    }
    expect(limits).toEqual(['59700', '59639.32', '59400', '58287.3']);
  });

  it('gets no second repair where the first turns out to have filled', async () => {
    desk.sellVenue.next(NO_FUNDS, FILLED_REPLY_LOST);
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    desk.sellVenue.unreadable = true;
    const first = await desk.process('a').removeOrphan(request(plan, epochOf(opened)));
    expect(first).toMatchObject({ situation: { kind: 'orphan' } });
    desk.sellVenue.unreadable = false;
    const second = await desk.process('a').removeOrphan(request(plan, epochOf(first), 2));

    expect(second).toMatchObject({ repair: 'none', situation: { kind: 'matched' } });
    expect([...desk.buyVenue.sent, ...desk.sellVenue.sent]).toHaveLength(3);
  });

  it('gets no second repair while the venue cannot show the fills of the first', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    desk.sellVenue.repliesWithoutFills = true;
    desk.sellVenue.fillsUnreadable = true;
    const first = await desk.process('a').removeOrphan(request(plan, epochOf(opened)));
    const second = await desk.process('a').removeOrphan(request(plan, epochOf(first), 2));
    expect(second).toMatchObject({ repair: 'none', situation: { kind: 'orphan' } });

    desk.sellVenue.fillsUnreadable = false;
    const third = await desk.process('a').removeOrphan(request(plan, epochOf(second), 3));
    expect(third).toMatchObject({ repair: 'none', situation: { kind: 'matched' } });
    expect([...desk.buyVenue.sent, ...desk.sellVenue.sent]).toHaveLength(3);
  });
});

describe('fills', () => {
  it('that the venue counts and cannot show yet keep the trade open', async () => {
    desk.buyVenue.repliesWithoutFills = true;
    desk.buyVenue.fillsUnreadable = true;
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    const collected = await desk.process('a').collectFills(request(plan, epochOf(opened)));
    expect(collected.notFinal).toHaveLength(1);
    const booked = await desk
      .process('a')
      .bookResult({ ...request(plan, collected.epoch), outcome: 'completed' });
    expect(booked.kind).toBe('collected');

    desk.buyVenue.fillsUnreadable = false;
    const later = await desk.process('a').collectFills(request(plan, collected.epoch));
    expect(later).toMatchObject({ notFinal: [], situation: { kind: 'matched', complete: true } });
  });

  it('that come between the last step and the booking are booked with the trade, or keep it open', async () => {
    const plan = desk.plan();
    const steps = desk.process('a');
    const opened = await steps.openLegs(plan, []);
    const late = desk.buyVenue.fillNow(firstOf(desk.buyVenue.sent), asQty('0.001'));
    await desk.journal.recordFacts({ orders: [], fills: [late] }, 'simulator');

    const booked = await steps.bookResult({ ...request(plan, epochOf(opened)), outcome: 'completed' });
    expect(booked).toMatchObject({ kind: 'collected', situation: { kind: 'orphan' } });
    expect(await desk.ask(`select closed_at is null from trades`)).toEqual(['true']);
  });

  it('of both legs of an opening that was to be aborted make it be settled', async () => {
    desk.sellVenue.next(NO_FUNDS);
    desk.buyVenue.next(NO_FUNDS);
    const plan = desk.plan();
    const steps = desk.process('a');
    const opened = await steps.openLegs(plan, []);
    const fills = [desk.buyVenue, desk.sellVenue].map((venue) =>
      venue.fillNow(firstOf(venue.sent), asQty('0.01')),
    );
    await desk.journal.recordFacts({ orders: [], fills }, 'simulator');

    const booked = await steps.bookResult({ ...request(plan, epochOf(opened)), outcome: 'aborted' });
    expect(booked).toMatchObject({ kind: 'collected', situation: { kind: 'matched' } });
  });

  it('of a leg whose fills are not readable are not bought a second time', async () => {
    desk.sellVenue.next({ kind: 'fill', fraction: '1', reply: 'given' });
    desk.buyVenue.repliesWithoutFills = true;
    desk.buyVenue.fillsUnreadable = true;
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    await desk.process('a').chaseLegs(request(plan, epochOf(opened)));

    expect(desk.buyVenue.sent).toHaveLength(1);
  });

  it('are taken from anyone, once, also by a caller that was fenced off', async () => {
    const plan = desk.plan();
    await desk.process('a').openLegs(plan, []);
    const fill = desk.buyVenue.fillNow(firstOf(desk.buyVenue.sent), asQty('0.00001'));
    await desk.journal.recordFacts({ orders: [], fills: [fill] }, 'simulator');
    const stale = { tradeId: plan.tradeId, step: 'open', attempt: 1, epoch: 0, deadlineAtMs: 0 } as const;
    const result = await desk.process('b').openLegs(plan, []);
    const answer = await desk.journal.finishStep(stale, result, { orders: [], fills: [fill] });

    expect(answer.kind).toBe('fenced');
    expect(
      await desk.ask(
        `select count(*) from fills where venue_trade_id = '${fill.venueTradeId}' and venue = 'binance'`,
      ),
    ).toEqual(['1']);
    expect(await desk.ledger.faults()).toEqual([]);
  });

  it('that come late on a watched id are booked and make a new orphan', async () => {
    desk.sellVenue.next(LOST);
    desk.sellVenue.unreadable = true;
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    expect(opened).toMatchObject({
      situation: { kind: 'orphan' },
      legs: [{}, { watched: [expect.any(String)] }],
    });
    const lost = firstOf(desk.sellVenue.sent);
    const steps = desk.process('a');
    const hedged = await steps.removeOrphan(request(plan, epochOf(opened)));
    desk.sellVenue.unreadable = false;
    desk.sellVenue.fillNow(lost, asQty(lost.qty));
    const collected = await collectAll(plan);

    expect(hedged).toMatchObject({ situation: { kind: 'matched' } });
    expect(collected).toMatchObject({ situation: { kind: 'orphan', exposures: [{ qty: '-0.01' }] } });
    const refused = await steps.bookResult({ ...request(plan, collected.epoch), outcome: 'completed' });
    expect(refused.kind).toBe('collected');
  });

  it('after the close are booked and open an incident', async () => {
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    await desk.process('a').bookResult({ ...request(plan, epochOf(opened)), outcome: 'completed' });
    const fill = desk.buyVenue.fillNow(firstOf(desk.buyVenue.sent), asQty('0.00001'));
    await desk.journal.recordFacts({ orders: [], fills: [fill] }, 'simulator');

    expect(await desk.ask('select kind from incidents')).toEqual(['FILL_AFTER_CLOSE']);
    expect(await desk.ledger.faults()).toEqual([]);
  });
});

describe('a pause', () => {
  it('forbids a chase that adds risk and lets an orphan be removed', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const orphaned = desk.plan();
    const opened = await desk.process('a').openLegs(orphaned, []);
    const none: NextOrder = { kind: 'fill', fraction: '0', reply: 'given' };
    desk.buyVenue.next(none);
    desk.sellVenue.next(none);
    const empty = desk.plan({ slot: 1 });
    const emptyOpened = await desk.process('a').openLegs(empty, []);
    await desk.ask("insert into controls values ('global', '', 'paused', 'test', 'me')");

    const chased = await desk.process('a').chaseLegs(request(empty, epochOf(emptyOpened)));
    expect(chased).toMatchObject({ kind: 'denied', denial: { code: 'CONTROL_PAUSED' } });
    const hedged = await desk.process('a').removeOrphan(request(orphaned, epochOf(opened)));
    expect(hedged).toMatchObject({ situation: { kind: 'matched' } });
  });
});

describe('a caller whose epoch has moved', () => {
  it('is fenced and adopts the position as it stands', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    await desk.process('a').removeOrphan(request(plan, epochOf(opened)));
    const sent = desk.sellVenue.sent.length;
    const late = await desk.process('b').chaseLegs(request(plan, epochOf(opened)));

    expect(late).toMatchObject({
      kind: 'fenced',
      epoch: epochOf(opened) + 1,
      situation: { kind: 'matched' },
    });
    expect(desk.sellVenue.sent).toHaveLength(sent);
  });

  it('waits for the step that is under way before it answers', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let arrived: () => void = () => undefined;
    const atVenue = new Promise<void>((resolve) => (arrived = resolve));
    desk.sellVenue.beforeAccept = () => {
      arrived();
      return held;
    };
    const hedge = desk.process('a').removeOrphan(request(plan, epochOf(opened)));
    await atVenue;
    let asked: () => void = () => undefined;
    const fenced = new Promise<void>((resolve) => (asked = resolve));
    const watching: Journal = {
      ...desk.journal,
      async beginStep(begin) {
        const answer = await desk.journal.beginStep(begin);
        asked();
        return answer;
      },
    };
    const late = desk.process('b', { journal: watching }).chaseLegs(request(plan, epochOf(opened)));
    await fenced;
    release();

    expect(await hedge).toMatchObject({ situation: { kind: 'matched' } });
    expect(await late).toMatchObject({ kind: 'fenced', situation: { kind: 'matched' } });
  });
});

describe('a database that goes away', () => {
  it('does not lose the result of a step: finish is repeated until it is back', async () => {
    let failures = 2;
    const shaky: Journal = {
      ...desk.journal,
      async finishStep(...finish) {
        // the second failure happens after the commit: the answer is lost, the result stands
        if (failures-- > 1) throw away();
        const answer = await desk.journal.finishStep(...finish);
        if (failures === 0) throw away();
        return answer;
      },
    };
    const plan = desk.plan();
    const opened = await desk.process('a', { journal: shaky }).openLegs(plan, []);

    expect(opened).toMatchObject({ kind: 'position', situation: { kind: 'matched' } });
    expect(await desk.ask('select count(*) from trade_steps where result is not null')).toEqual(['1']);
    expect(await desk.ledger.faults()).toEqual([]);
  });

  it('does not stop the clocks of a trade: its result is as old as the commit', async () => {
    const outageMs = 60_000;
    let isBack = false;
    const shaky: Journal = {
      ...desk.journal,
      finishStep(...finish) {
        if (isBack) return desk.journal.finishStep(...finish);
        isBack = true;
        return Promise.reject(away());
      },
    };
    const clock = { ...systemClock, nowMs: () => Date.now() + (isBack ? outageMs : 0) };
    const startedAtMs = Date.now();
    const opened = await desk.process('a', { journal: shaky, clock }).openLegs(desk.plan(), []);

    expect(opened.atMs).toBeGreaterThanOrEqual(startedAtMs + outageMs);
    expect(await desk.ask(`select (result->>'atMs')::bigint from trade_steps`)).toEqual([
      String(opened.atMs),
    ]);
  });

  it('does not keep an orphan: the reserve orders of the opening remove it', async () => {
    desk.sellVenue.next(NO_FUNDS);
    let failures = 1;
    const shaky: Journal = {
      ...desk.journal,
      finishStep: (...finish) =>
        failures-- > 0 ? Promise.reject(away()) : desk.journal.finishStep(...finish),
    };
    const opened = await desk.process('a', { journal: shaky }).openLegs(desk.plan(), []);

    expect(opened).toMatchObject({ situation: { kind: 'matched' } });
    expect(await desk.ask("select role from orders where state = 'filled' order by 1")).toEqual([
      'complete',
      'order',
    ]);
    expect([...desk.buyVenue.duplicates(), ...desk.sellVenue.duplicates()]).toEqual([]);
  });
});

describe('a journal that is silent', () => {
  /** A journal of which one call does not answer until it is let go, as that of a frozen server does. */
  function silentAt(method: 'beginStep' | 'finishStep' | 'readTrade') {
    let letGo: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (letGo = resolve));
    const held = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
      await released;
      return call();
    };
    const journal: Journal = {
      ...desk.journal,
      ...(method === 'beginStep'
        ? { beginStep: (begin) => held(() => desk.journal.beginStep(begin)) }
        : method === 'finishStep'
          ? { finishStep: (...finish) => held(() => desk.journal.finishStep(...finish)) }
          : { readTrade: (tradeId) => held(() => desk.journal.readTrade(tradeId)) }),
    };
    return { journal, letGo };
  }
  /** Resolves with the order that a venue takes after the opening's two. */
  const thirdOrder = (): Promise<OrderRequest> =>
    new Promise((resolve) => {
      for (const venue of [desk.buyVenue, desk.sellVenue])
        venue.beforeAccept = (order) => {
          if (desk.buyVenue.sent.length + desk.sellVenue.sent.length > 2) resolve(order);
          return Promise.resolve();
        };
    });
  const sentOnce = () => {
    expect([...desk.buyVenue.sent, ...desk.sellVenue.sent]).toHaveLength(3);
    expect([...desk.buyVenue.duplicates(), ...desk.sellVenue.duplicates()]).toEqual([]);
  };

  it.each(['readTrade', 'beginStep'] as const)(
    'at the %s of a chase does not keep an orphan: a reserve order removes it, and the chase sends nothing',
    async (method) => {
      desk.sellVenue.next(NO_FUNDS);
      const { journal, letGo } = silentAt(method);
      const steps = desk.process('a', { journal });
      const plan = desk.plan();
      const repaired = thirdOrder();
      const opened = await steps.openLegs(plan, []);
      const chasing = steps.chaseLegs(request(plan, epochOf(opened)));
      const { clientOrderId } = await repaired;
      letGo();

      expect(await chasing).toMatchObject({ kind: 'position', situation: { kind: 'matched' } });
      expect(
        await desk.ask(`select step || ' ' || state from orders where client_order_id = '${clientOrderId}'`),
      ).toEqual(['open filled']);
      expect(await desk.ask('select count(*) from orders where not final')).toEqual(['0']);
      sentOnce();
    },
  );

  it('at the result of an opening does not keep an orphan, and the result says so when it is stored', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const { journal, letGo } = silentAt('finishStep');
    const repaired = thirdOrder();
    const opening = desk.process('a', { journal }).openLegs(desk.plan(), []);
    await repaired;
    letGo();

    expect(await opening).toMatchObject({ kind: 'position', situation: { kind: 'matched' } });
    expect(await desk.ask('select count(*) from trade_exposures')).toEqual(['0']);
    expect(await desk.ask('select count(*) from orders where not final')).toEqual(['0']);
    sentOnce();
  });

  it('once it has heard that no reserve has left gets none: the guard may be at work', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const { journal, letGo } = silentAt('beginStep');
    const closed = new Promise<void>((resolve) => {
      journal.recordFacts = async (...facts) => {
        await desk.journal.recordFacts(...facts);
        resolve();
      };
    });
    const steps = desk.process('a', { journal });
    const plan = desk.plan();
    const opened = await steps.openLegs(plan, []);
    await closed;
    const chasing = steps.chaseLegs(request(plan, epochOf(opened)));
    await new Promise((resolve) => setTimeout(resolve, 150)); // twice the silence after which a reserve would leave
    expect([...desk.buyVenue.sent, ...desk.sellVenue.sent]).toHaveLength(2);
    letGo();
    await chasing;
    expect(await desk.ask("select count(*) from orders where step = 'open' and not final")).toEqual(['0']);
  });
});

it('watches the reserve orders of an opening until the last of them could have left', async () => {
  const plan = desk.plan();
  await desk.process('a').openLegs(plan, []);
  const marginMs = plan.deadlines.orphanMs - plan.deadlines.sendBeforeMs;
  const spread = `max(final_after_ms) filter (where role <> 'order') - max(final_after_ms) filter (where role = 'order')`;

  expect(await desk.ask(`select ${spread} from orders`)).toEqual([String(marginMs)]);
});

describe('a reservation', () => {
  it('shrinks with the fills and is nothing after the close', async () => {
    desk.buyVenue.next({ kind: 'fill', fraction: '0.5', reply: 'given' });
    desk.sellVenue.next({ kind: 'fill', fraction: '0.5', reply: 'given' });
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    expect(await desk.ask("select trim_scale(amount) from reservations where asset = 'BTC'")).toEqual([
      '0.005',
    ]);

    await desk.process('a').bookResult({ ...request(plan, epochOf(opened)), outcome: 'completed' });
    expect(await desk.ask('select trim_scale(sum(reserved)) from account_balances')).toEqual(['0']);
    expect(await desk.ask('select trim_scale(sum(used)) from limits')).toEqual(['0']);
    expect(await desk.ledger.faults()).toEqual([]);
  });

  it('stays while an id is not final', async () => {
    desk.sellVenue.next(FILLED_REPLY_LOST);
    desk.sellVenue.unreadable = true;
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    const booked = await desk
      .process('a')
      .bookResult({ ...request(plan, epochOf(opened)), outcome: 'aborted' });

    expect(booked.kind).toBe('collected');
    expect(await desk.ask("select amount > 0 from reservations where asset = 'BTC'")).toEqual(['true']);
  });
});
