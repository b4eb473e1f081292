import { createDailySummaryActivities } from '../../activities/dailySummaryActivities';
import { dayAt, nextDay, startOfDayMs } from '../../domain/calendarDay';
import { dailyReportOf, type DailyReport } from '../../domain/dailyReport';
import type { StepRequest, StepResult } from '../../domain/lifecycle/steps';
import type { TradeOutcome } from '../../domain/lifecycle/tradeState';
import { asAmount, asQty, Exact } from '../../domain/money';
import type { Fill } from '../../domain/order';
import type { TradePlan } from '../../domain/tradePlan';
import { readDailyFacts } from '../../storage/dailyFacts';
import { createDailyReports } from '../../storage/dailyReports';
import { createIncidents } from '../../storage/incidents';
import { createOpenTrades } from '../../storage/openTrades';
import { NO_FUNDS } from '../execution/fakeVenue';
import { openDesk, type TradingDesk } from '../execution/tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL

const ZONE = 'UTC';
const DAY_MS = 24 * 3_600_000;

let desk: TradingDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const reports = () => createDailyReports(desk.database);
/** The daily summary as it runs `days` from now. */
const summaryIn = (days: number, timeZone = ZONE) =>
  createDailySummaryActivities({
    mode: 'simulator',
    timeZone,
    clock: { nowMs: () => Date.now() + days * DAY_MS } as Parameters<
      typeof createDailySummaryActivities
    >[0]['clock'],
    reports: reports(),
    readFacts: (window) => readDailyFacts(desk.database, window),
  });
const today = () => dayAt(Date.now(), ZONE);
async function bookAll(days: number, timeZone = ZONE): Promise<string[]> {
  const booked: string[] = [];
  for (;;) {
    const answer = await summaryIn(days, timeZone).bookNextDay();
    if (answer.kind === 'upToDate') return booked;
    booked.push(answer.day);
  }
}
async function reportOf(day: DailyReport['day']): Promise<DailyReport> {
  const found = await reports().find('simulator', day);
  if (found === undefined) throw new Error(`${day} is not booked`);
  return found.report;
}
/** The time that the database stamps facts with, in ms and fractions. */
const databaseMs = async (): Promise<number> =>
  Number((await desk.ask('select extract(epoch from clock_timestamp()) * 1000'))[0]);

const request = (plan: TradePlan, result: StepResult): StepRequest => ({
  plan,
  epoch: result.kind === 'denied' ? 0 : result.epoch,
  attempt: 1,
  cause: 'test',
  transitions: [],
});
async function trade(changes: Partial<TradePlan>, outcome: TradeOutcome = 'completed'): Promise<TradePlan> {
  const plan = desk.plan(changes);
  const steps = desk.process('a');
  const opened = await steps.openLegs(plan, []);
  await steps.bookResult({ ...request(plan, opened), outcome });
  return plan;
}
const firstSent = () => {
  const [order] = desk.buyVenue.sent;
  if (order === undefined) throw new Error('nothing was sent');
  return order;
};

describe('a booked day', () => {
  it('tells trades by outcome, and their PnL, fees and slippage from the ledger, by strategy and venue', async () => {
    await trade({});
    await trade({ slot: 1 });
    const denied = desk.plan({ slot: 2 });
    await desk.journal.denyOpening(denied, { code: 'EDGE_GONE', figures: {} }, []);

    expect(await bookAll(1)).toEqual([today()]);
    const report = await reportOf(today());
    expect(report).toMatchObject({
      trades: { opened: 3, completed: 2, denied: 1, aborted: 0, unwound: 0, 'needs-operator': 0 },
      pnlUsd: '-0.60180000',
      feesUsd: '2.40180000',
      slippageUsd: '0.00000000',
      expectedPnlUsd: '1.56000000',
      results: [
        { strategy: 'spread', venue: 'binance', pnlUsd: '-0.30000000', feesUsd: '1.20000000' },
        { strategy: 'spread', venue: 'bybit', pnlUsd: '-0.30180000', feesUsd: '1.20180000' },
      ],
      adjustments: [],
      unvalued: [],
      orphans: { count: 0, maxMs: 0 },
      openPositions: [],
    });
    expect(new Exact(report.pnlUsd).toFixed()).toEqual(
      (await desk.ask('select trim_scale(sum(pnl_usd)) from trades'))[0],
    );
    expect(report.otherPostings).toContainEqual({
      kind: 'opening',
      venue: 'bybit',
      asset: 'BTC',
      amount: '2',
    });
  });

  it('counts orphans, steps taken over, revived workflows and incidents', async () => {
    desk.sellVenue.next(NO_FUNDS);
    const plan = desk.plan();
    const steps = desk.process('a');
    const opened = await steps.openLegs(plan, []);
    const hedged = await steps.removeOrphan(request(plan, opened));
    await steps.bookResult({ ...request(plan, hedged), outcome: 'completed' });
    await desk.ask("update trade_steps set owner = 'guard 7 x', taken_at = now() where step = 'hedge'");
    await createOpenTrades(desk.database).workflowWasLost(plan.tradeId);
    const incidents = createIncidents(desk.database);
    const { id } = await incidents.open({
      severity: 'critical',
      kind: 'ORPHAN_OVERDUE',
      tradeId: plan.tradeId,
      details: {},
      seenBy: 'guard',
    });
    await incidents.close({ id, by: 'ada', reason: 'seen', force: false });

    await bookAll(1);
    const report = await reportOf(today());
    expect(report).toMatchObject({
      orphans: { count: 1 },
      recoveries: { takeovers: [{ by: 'guard', count: 1 }], guardSteps: 0, revivedWorkflows: 1 },
      incidents: {
        opened: [
          { kind: 'ORPHAN_OVERDUE', severity: 'critical', count: 1 },
          { kind: 'WORKFLOW_LOST', severity: 'warning', count: 1 },
        ],
        closed: 1,
        open: 1,
      },
    });
  });

  it('shows what is open at its end: running trades, and what waits for an operator', async () => {
    const running = desk.plan();
    await desk.process('a').openLegs(running, []);
    desk.sellVenue.next(NO_FUNDS);
    const stuck = await trade({ slot: 1 }, 'needs-operator');

    await bookAll(1);
    const { openPositions } = await reportOf(today());
    expect(openPositions).toMatchObject([
      { tradeId: running.tradeId, notionalUsd: '600', assets: [{ asset: 'USDT', amount: '-0.3009' }] },
      {
        tradeId: stuck.tradeId,
        assets: [
          { asset: 'BTC', amount: '0.01' },
          { asset: 'USDT', amount: '-600.6' },
        ],
      },
    ]);
  });

  it('values a fee in a third coin at nothing it does not know, and names it', async () => {
    const plan = desk.plan();
    const opened = await desk.process('a').openLegs(plan, []);
    const fill: Fill = {
      ...desk.buyVenue.fillNow(firstSent(), asQty('0.00001')),
      fee: asAmount('0.5'),
      feeAsset: 'BNB',
    };
    await desk.journal.recordFacts({ orders: [], fills: [fill] }, 'simulator');
    await desk.process('a').bookResult({ ...request(plan, opened), outcome: 'completed' });

    await bookAll(1);
    const report = await reportOf(today());
    expect(report.unvalued).toEqual([{ venue: 'binance', asset: 'BNB', amount: '-0.5' }]);
    expect(new Exact(report.feesUsd).lt('1.3')).toBe(true);
  });
});

describe('booking', () => {
  it('makes up for missed days, each once, and finds nothing to do afterwards', async () => {
    await trade({});
    const days = [today(), nextDay(today()), nextDay(nextDay(today()))];

    expect(await bookAll(3)).toEqual(days);
    expect(await bookAll(3)).toEqual([]);
    expect(await desk.ask('select day from daily_reports order by day')).toHaveLength(3);
    const results = await Promise.all(days.map(async (day) => (await reportOf(day)).trades.completed));
    expect(results).toEqual([1, 0, 0]);
  });

  it('by two at once books each day once', async () => {
    await trade({});
    await Promise.all([bookAll(2), bookAll(2)]);

    expect(await desk.ask('select count(*) from daily_reports')).toEqual(['2']);
    expect((await reportOf(today())).trades.completed).toBe(1);
  });

  it('does not book a day that goes on, nor a mode without facts', async () => {
    await trade({});
    expect(await bookAll(0)).toEqual([]);
    expect(await reports().firstFactMs('paper')).toBeUndefined();
    expect(await reports().newestMode()).toBe('simulator');
  });

  it('is final: a booked day is neither booked again nor changed', async () => {
    await trade({});
    await bookAll(1);
    const booked = await reportOf(today());

    expect(await reports().book({ ...booked, pnlUsd: booked.feesUsd })).toBe(false);
    await expect(desk.ask("update daily_reports set report = '{}'")).rejects.toThrow('booked once');
    await expect(desk.ask('delete from daily_reports')).rejects.toThrow('booked once');
    expect(await reportOf(today())).toEqual(booked);
  });

  it('shows a late fill as an adjustment of the day on which it arrives, and both days add up to the ledger', async () => {
    const plan = await trade({});
    const cutMs = await databaseMs();
    const yesterday = dayAt(Date.now() - DAY_MS, ZONE);
    const window = {
      mode: 'simulator' as const,
      day: yesterday,
      timeZone: ZONE,
      fromMs: startOfDayMs(yesterday, ZONE),
      untilMs: cutMs,
    };
    const first = dailyReportOf(window, await readDailyFacts(desk.database, window));
    await reports().book(first);
    const late = desk.buyVenue.fillNow(firstSent(), asQty('0.001'));
    await desk.journal.recordFacts({ orders: [], fills: [late] }, 'simulator');

    expect(await bookAll(1)).toEqual([today()]);
    const second = await reportOf(today());
    expect(second).toMatchObject({
      fromMs: cutMs,
      trades: { completed: 0 },
      pnlUsd: '0.00000000',
      adjustments: [{ tradeId: plan.tradeId, strategy: 'spread', feesUsd: '0.06000000' }],
      incidents: { opened: [{ kind: 'FILL_AFTER_CLOSE', count: 1 }] },
    });
    const [whole] = await desk.ask(
      `select sum(value) from values_of_trades(array['${plan.tradeId}'], now(), array['USDT'])`,
    );
    const bothDays = new Exact(first.pnlUsd).plus(second.adjustmentsUsd);
    expect(
      bothDays
        .minus(whole ?? 0)
        .abs()
        .lte('0.00000002'),
    ).toBe(true);
    expect(await reportOf(yesterday)).toEqual(first);
  });
});
