import { createTrade } from '../../domain/lifecycle/runTrade';
import type { TradeSteps } from '../../domain/lifecycle/steps';
import type { TradePlan } from '../../domain/tradePlan';
import type { FaultPoint } from '../../execution/stepDeps';
import { createWorkflowStarts, type WorkflowStarts } from '../../storage/workflowStarts';
import { FILLED, NO_FUNDS, type NextOrder } from './fakeVenue';
import { openDesk, type TradingDesk } from './tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let desk: TradingDesk;
let starts: WorkflowStarts;
beforeEach(async () => {
  desk = await openDesk();
  starts = createWorkflowStarts(desk.database);
});
afterEach(() => desk.close());

const sent = () => [...desk.buyVenue.sent, ...desk.sellVenue.sent];
const inOutbox = async () =>
  (await starts.overdue({ overdueMs: 0, limit: 10 })).map(({ tradeId }) => tradeId);

/** The trade's life as its workflow runs it, on these steps; waits are over at once. */
function live(plan: TradePlan, steps: TradeSteps) {
  const trade = createTrade(plan, {
    steps,
    controls: { paused: false, kill: undefined, shutdown: undefined },
    nowMs: () => Date.now(),
    waitFor: (wish) => Promise.resolve(wish()),
    has: () => true,
    onTransition: () => undefined,
  });
  return trade.live();
}

/** A process that stops for good at this point of the opening, as `kill -9` leaves it. */
function openerThatDiesAt(plan: TradePlan, deadly: FaultPoint): Promise<void> {
  return new Promise((resolve) => {
    const steps = desk.process('dead', {
      faultPoint: (point) => {
        if (point !== deadly) return Promise.resolve();
        resolve();
        return new Promise(() => undefined);
      },
    });
    void steps.openAhead(plan, () => undefined);
  });
}

describe('opening ahead of the workflow', () => {
  it('tells that the orders have left before any venue has answered', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    desk.buyVenue.beforeAccept = () => held;
    desk.sellVenue.beforeAccept = () => held;
    const steps = desk.process('trader');
    let opened: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      opened = steps.openAhead(desk.plan(), resolve);
    });

    expect(sent()).toHaveLength(2);
    expect(desk.buyVenue.accepted).toEqual([]);
    answer();
    expect(await opened).toMatchObject({ kind: 'position', situation: { kind: 'matched' } });
  });

  it('tells so too where an order was given up, and nothing where the opening is denied or stands already', async () => {
    const left: string[] = [];
    const open = (slot: number, owner: string) =>
      desk.process(owner).openAhead(desk.plan({ slot }), () => left.push(owner));
    desk.buyVenue.next({ kind: 'notSent' });
    await open(0, 'first');
    await open(0, 'rival');
    await desk.ask("insert into controls values ('global', '', 'paused', 'test', 'me')");
    expect(await open(1, 'denied')).toMatchObject({ kind: 'denied' });

    expect(left).toEqual(['first']);
    expect(await desk.ask('select count(*) from trade_steps')).toEqual(['1']);
  });

  it.each<{ what: string; sells: readonly NextOrder[] }>([
    { what: 'fills', sells: [FILLED] },
    { what: 'fills nothing', sells: [NO_FUNDS] },
  ])('leaves the audit trail of a workflow-first trade where a leg $what', async ({ sells }) => {
    const trailOf = ({ tradeId }: TradePlan) =>
      desk.ask(`select concat_ws(' ', seq, from_state, to_state, cause, figures - '{dueAtMs}'::text[])
                from trade_events where trade_id = '${tradeId}' order by seq`);
    const [workflowFirst, journalFirst] = [desk.plan({ slot: 0 }), desk.plan({ slot: 1 })];
    desk.sellVenue.next(...sells);
    const steps = desk.process('trader');
    await live(workflowFirst, steps);
    desk.sellVenue.next(...sells);
    const opened = steps.openAhead(journalFirst, () => undefined);
    await live(journalFirst, steps);
    await opened;

    expect(await trailOf(workflowFirst)).not.toEqual([]);
    expect(await trailOf(journalFirst)).toEqual(await trailOf(workflowFirst));
    expect(await desk.ask('select distinct state from trades')).toEqual(['closed']);
  });

  it('leaves the same trail for a denial, and no workflow to start', async () => {
    await desk.ask("insert into controls values ('global', '', 'paused', 'test', 'me')");
    const [workflowFirst, journalFirst] = [desk.plan({ slot: 0 }), desk.plan({ slot: 1 })];
    await live(workflowFirst, desk.process('trader'));
    await desk.process('trader').openAhead(journalFirst, () => undefined);
    const trailOf = ({ tradeId }: TradePlan) =>
      desk.ask(`select concat_ws(' ', seq, from_state, to_state, cause, figures) from trade_events
                where trade_id = '${tradeId}' order by seq`);

    expect(await trailOf(journalFirst)).toHaveLength(2);
    expect(await trailOf(journalFirst)).toEqual(await trailOf(workflowFirst));
    expect(await inOutbox()).toEqual([]);
  });
});

describe('the outbox', () => {
  it('holds an opened trade until its workflow is acknowledged, and none that a workflow opened', async () => {
    const [ahead, byWorkflow] = [desk.plan({ slot: 0 }), desk.plan({ slot: 1 })];
    const steps = desk.process('trader');
    await steps.openAhead(ahead, () => undefined);
    await steps.openLegs(byWorkflow, []);

    expect(await inOutbox()).toEqual([ahead.tradeId]);
    await starts.acknowledge([ahead.tradeId, byWorkflow.tradeId]);
    expect(await inOutbox()).toEqual([]);
    expect(await desk.ask('select count(*) from trades where workflow_started_at is null')).toEqual(['0']);
  });

  it('is patient with a trade that has just begun, and forgets one that is closed', async () => {
    const plan = desk.plan();
    const steps = desk.process('trader');
    await steps.openAhead(plan, () => undefined);

    expect(await starts.overdue({ overdueMs: 60_000, limit: 10 })).toEqual([]);
    await live(plan, steps);
    expect(await inOutbox()).toEqual([]);
  });

  it('gives out the plan of the opening that stands, not that of a rival with the same id', async () => {
    const plan = desk.plan();
    const rival = desk.plan({ expectedNetProfitUsd: plan.worstCaseLossUsd });
    await desk.process('a').openAhead(plan, () => undefined);
    await desk.process('b').openAhead(rival, () => undefined);

    expect(await starts.overdue({ overdueMs: 0, limit: 10 })).toEqual([plan]);
  });
});

describe('a workflow that finds the opening of another process', () => {
  it.each<{ point: FaultPoint; situation: string; orders: number }>([
    { point: 'begin.after', situation: 'nothingFilled', orders: 0 },
    { point: 'send.before', situation: 'nothingFilled', orders: 0 },
    { point: 'send.after', situation: 'matched', orders: 2 },
    { point: 'finish.before', situation: 'matched', orders: 2 },
  ])(
    'takes it over after its deadline where the trader died at $point',
    async ({ point, situation, orders }) => {
      await openerThatDiesAt(desk.plan(), point);
      const [plan] = await starts.overdue({ overdueMs: 0, limit: 10 });
      if (plan === undefined) throw new Error('the outbox is empty');
      const facts = await live(plan, desk.process('next'));

      expect(facts.outcome).toBe(situation === 'matched' ? 'completed' : 'aborted');
      expect(sent()).toHaveLength(orders);
      expect([...desk.buyVenue.duplicates(), ...desk.sellVenue.duplicates()]).toEqual([]);
      expect(await desk.ledger.faults()).toEqual([]);
      expect(await desk.ask('select sum(reserved) = 0 from account_balances')).toEqual(['true']);
    },
  );

  it('waits for the trader that still runs it, and takes nothing over', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    desk.sellVenue.beforeAccept = () => held;
    const plan = desk.plan();
    const trader = desk.process('trader');
    let opened: ReturnType<typeof trader.openAhead> | undefined;
    await new Promise<void>((resolve) => {
      opened = trader.openAhead(plan, resolve);
    });
    const adopted = desk.process('other').openLegs(plan, []);
    answer();

    expect(await adopted).toEqual(JSON.parse(JSON.stringify(await opened)));
    expect(await desk.ask('select owner from trade_steps')).toEqual(['trader']);
    expect(sent()).toHaveLength(2);
  });
});
