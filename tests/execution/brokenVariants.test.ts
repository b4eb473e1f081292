import type { StepResult, TradeSteps } from '../../domain/lifecycle/steps';
import { asQty } from '../../domain/money';
import type { TradePlan } from '../../domain/tradePlan';
import type { BeginAnswer, Journal, OpeningBegin } from '../../execution/journal';
import type { FaultPoint, StepDeps } from '../../execution/stepDeps';
import { NO_FUNDS } from './fakeVenue';
import { judgedFindings } from './judgedDesk';
import { openDesk, type TradingDesk } from './tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL

/**
 * The checks of chaos can fail: each interleaving is played twice, as the code is and with one rule switched off, and the judge must tell the
 * two apart. The switches exist here alone.
 */
let desk: TradingDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const follow = (plan: TradePlan, opened: StepResult) => {
  if (opened.kind === 'denied') throw new Error(opened.denial.code);
  return { plan, epoch: opened.epoch, attempt: 1, cause: 'test', transitions: [] };
};

/** A process that waits at the point until it is let go; `arrived` tells that it is there. */
function heldAt(owner: string, point: FaultPoint, changes: Partial<StepDeps> = {}) {
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const steps = desk.process(owner, {
    ...changes,
    faultPoint: async (reached) => {
      if (reached !== point) return;
      arrive();
      await released;
    },
  });
  return { steps, arrived, letGo };
}

describe('the epoch check', () => {
  /** A second process decides on what it read before the first one chased, and begins after. */
  async function staleChase(changes: Partial<StepDeps>): Promise<string[]> {
    desk.sellVenue.next(NO_FUNDS);
    // no reserve orders stand ready once the opening is over, which would keep a second process from chasing
    const plan = desk.plan({ deadlines: { ...desk.plan().deadlines, orphanChaseMs: 0 } });
    const opened = await desk.process('a').openLegs(plan, []);
    const stale = heldAt('b', 'begin.before', changes);
    const late = stale.steps.chaseLegs({ ...follow(plan, opened), attempt: 2 });
    await stale.arrived;
    await desk.process('a').chaseLegs(follow(plan, opened));
    stale.letGo();
    await late;
    return judgedFindings(desk);
  }

  it('keeps a process that was overtaken from filling a leg twice', async () => {
    expect(await staleChase({})).toEqual([]);
  });

  it('switched off, lets it: the judge finds the leg filled beyond its plan', async () => {
    const unchecked: Journal = {
      ...desk.journal,
      async beginStep(begin) {
        const record = await desk.journal.readTrade(begin.tradeId);
        return desk.journal.beginStep({ ...begin, epochSeen: record?.epoch ?? begin.epochSeen });
      },
    };
    expect((await staleChase({ journal: unchecked })).join('\n')).toMatch(
      /duplicate: .* leg 1 filled 0\.02 of 0\.01/,
    );
  });
});

describe('only the inserter sends', () => {
  /** The owner is frozen when its orders are out; another process comes to the same step. */
  async function adoption(changes: Partial<StepDeps>): Promise<string[]> {
    const plan = desk.plan();
    const owner = heldAt('a', 'send.after');
    const opening = owner.steps.openLegs(plan, []);
    await owner.arrived;
    await desk.process('b', changes).openLegs(plan, []);
    owner.letGo();
    await opening;
    return judgedFindings(desk);
  }

  it('leaves each id with one order', async () => {
    expect(await adoption({})).toEqual([]);
  });

  it('switched off, an adopter sends: the judge finds ids accepted twice', async () => {
    const sending = (answer: BeginAnswer): BeginAnswer =>
      answer.kind === 'existing' ? { kind: 'inserted', step: answer.step } : answer;
    const adopterSends: Journal = {
      ...desk.journal,
      beginOpening: async (begin) => sending(await desk.journal.beginOpening(begin)),
    };
    const found = (await adoption({ journal: adopterSends })).join('\n');
    expect(found).toMatch(/duplicate: accepted 2 times: binance main/);
    expect(found).toMatch(/duplicate: accepted 2 times: bybit main/);
  });
});

describe('intents before sending', () => {
  /** The process dies when its orders are out; the next one opens the same trade. */
  async function death(dead: Partial<StepDeps>): Promise<string[]> {
    const plan = desk.plan();
    const dying = heldAt('a', 'send.after', dead);
    void dying.steps.openLegs(plan, []);
    await dying.arrived; // and it never goes on
    await desk.process('b').openLegs(plan, []);
    return judgedFindings(desk);
  }

  it('lets the next process find what the dead one sent', async () => {
    expect(await death({})).toEqual([]);
  });

  it('switched off, nobody knows of them: the judge finds ids accepted twice', async () => {
    expect((await death({ journal: writingAfterwards() })).join('\n')).toMatch(/duplicate: accepted 2 times/);
  });

  it('switched off, and nobody comes after: the judge finds orders of no trade', async () => {
    const dying = heldAt('a', 'send.after', { journal: writingAfterwards() });
    void dying.steps.openLegs(desk.plan(), []);
    await dying.arrived;
    expect((await judgedFindings(desk)).join('\n')).toMatch(/difference: accepted order of no trade/);
  });

  /** Says that the step is begun and writes it down with its result. */
  function writingAfterwards(): Journal {
    let put: OpeningBegin | undefined;
    return {
      ...desk.journal,
      beginOpening(begin) {
        put = begin;
        const key = { tradeId: begin.plan.tradeId, step: 'open', attempt: 1 } as const;
        const step = { ...key, epoch: 1, deadlineAtMs: begin.deadlineAtMs };
        return Promise.resolve({ kind: 'inserted', step });
      },
      async finishStep(...finish) {
        if (put !== undefined) await desk.journal.beginOpening(put);
        return desk.journal.finishStep(...finish);
      },
    };
  }
});

describe('reservations until ids are final', () => {
  /** Nothing is known of the sell order when settling asks; it fills later. */
  async function lateFill(
    settle: (steps: TradeSteps, plan: TradePlan) => Promise<unknown>,
  ): Promise<string[]> {
    desk.buyVenue.next(NO_FUNDS);
    desk.sellVenue.next({ kind: 'lostOnTheWay' });
    desk.sellVenue.unreadable = true;
    const plan = desk.plan();
    await desk.process('a').openLegs(plan, []);
    await settle(desk.process('a'), plan);
    const [lost] = desk.sellVenue.sent;
    if (lost === undefined) throw new Error('nothing was sent');
    desk.sellVenue.fillNow(lost, asQty(lost.qty));
    return judgedFindings(desk);
  }

  const book = async (steps: TradeSteps, plan: TradePlan): Promise<void> => {
    const record = await desk.journal.readTrade(plan.tradeId);
    const request = { plan, epoch: record?.epoch ?? 1, attempt: 1, cause: 'test', transitions: [] };
    await steps.bookResult({ ...request, outcome: 'aborted' });
  };

  it('keeps the trade open and the coin set aside: a late fill is on its way, not lost', async () => {
    expect(await lateFill(book)).toEqual([]);
    expect(await desk.ask("select trim_scale(amount) from reservations where asset = 'BTC'")).toEqual([
      '0.01',
    ]);
  });

  it('switched off, the trade closes over it: the judge finds a fill that nobody counts', async () => {
    const found = await lateFill(async (steps, plan) => {
      await giveUpOn(plan);
      await book(steps, plan);
    });
    expect(found.join('\n')).toMatch(/uncountedFill: filled and not booked: bybit/);
    expect(found.join('\n')).toMatch(/difference: closed with a naked leg/);
  });

  /** Takes "nobody knows of it" for "it never was", before the id is final. */
  async function giveUpOn({ tradeId }: TradePlan): Promise<void> {
    const record = await desk.journal.readTrade(tradeId);
    const open = record?.orders.filter(({ final }) => !final) ?? [];
    const orders = open.map(({ clientOrderId, filledQty }) => ({
      clientOrderId,
      state: 'absent' as const,
      final: true,
      venueOrderId: undefined,
      filledQty,
      note: 'given up',
    }));
    await desk.journal.recordFacts({ orders, fills: [] }, 'simulator');
  }
});
