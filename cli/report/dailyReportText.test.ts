import type { Day } from '../../domain/calendarDay';
import type { DailyReport } from '../../domain/dailyReport';
import { asAmount, asUsd } from '../../domain/money';
import { dailyReportText } from './dailyReportText';

const report = (changes: Partial<DailyReport> = {}): DailyReport => ({
  mode: 'simulator',
  day: '2026-11-24' as Day,
  timeZone: 'Europe/Berlin',
  fromMs: Date.parse('2026-11-23T23:00:00Z'),
  untilMs: Date.parse('2026-11-24T23:00:00Z'),
  trades: { opened: 9, completed: 6, denied: 1, aborted: 0, unwound: 1, 'needs-operator': 1 },
  pnlUsd: asUsd('12.34000000'),
  expectedPnlUsd: asUsd('14.00000000'),
  feesUsd: asUsd('3.20000000'),
  slippageUsd: asUsd('0.10000000'),
  results: [
    { strategy: 'spread', venue: 'bybit', pnlUsd: asUsd('12.34000000'), feesUsd: asUsd('3.20000000') },
  ],
  unvalued: [],
  adjustments: [],
  adjustmentsUsd: asUsd('0.00000000'),
  otherPostings: [],
  orphans: { count: 0, maxMs: 0 },
  recoveries: { takeovers: [], guardSteps: 0, revivedWorkflows: 0 },
  incidents: { opened: [], closed: 0, open: 0 },
  openPositions: [],
  ...changes,
});
const booked = { kind: 'booked', bookedAtMs: Date.parse('2026-11-24T23:05:01Z') } as const;

describe('a daily summary for people', () => {
  it('tells trades, PnL, fees and what went wrong, and leaves out what did not happen', () => {
    expect(dailyReportText({ report: report(), standing: booked }, false)).toBe(
      [
        'Daily summary of 2026-11-24 (Europe/Berlin), simulator, booked 2026-11-24 23:05:01.000 UTC',
        '',
        'trades      9 opened; closed: 6 completed, 1 unwound, 0 aborted, 1 denied, 1 needs-operator',
        'PnL         12.34000000 USD net, 14.00000000 expected; fees 3.20000000, slippage 0.10000000',
        'orphans     none',
        "recoveries  0 steps of the guard's own, 0 workflows revived",
        'incidents   0 opened, 0 closed, 0 open at the end',
        '',
        'PnL by strategy and venue, USD',
        'strategy  venue          PnL        fees',
        'spread    bybit  12.34000000  3.20000000',
      ].join('\n'),
    );
  });

  it('shows adjustments, what has no price, other movements, incidents and open positions', () => {
    const text = dailyReportText(
      {
        report: report({
          adjustments: [
            {
              tradeId: 'spread/a>b/0/1',
              strategy: 'spread',
              closedAtMs: 0,
              pnlUsd: asUsd('-1.5'),
              feesUsd: asUsd('0.1'),
            },
          ],
          adjustmentsUsd: asUsd('-1.5'),
          unvalued: [{ venue: 'binance', asset: 'BNB', amount: asAmount('-0.5') }],
          otherPostings: [{ kind: 'opening', venue: 'bybit', asset: 'BTC', amount: asAmount('2') }],
          orphans: { count: 3, maxMs: 240.6 },
          recoveries: { takeovers: [{ by: 'guard', count: 2 }], guardSteps: 3, revivedWorkflows: 1 },
          incidents: {
            opened: [{ kind: 'NEEDS_OPERATOR', severity: 'critical', count: 1 }],
            closed: 0,
            open: 1,
          },
          openPositions: [
            {
              tradeId: 'spread/a>b/0/2',
              strategy: 'spread',
              state: 'hedging',
              notionalUsd: asUsd('600'),
              assets: [
                { asset: 'BTC', amount: asAmount('0.01') },
                { asset: 'USDT', amount: asAmount('-600') },
              ],
            },
          ],
        }),
        standing: booked,
      },
      false,
    );

    expect(text).toContain('orphans     3, the longest 241 ms');
    expect(text).toContain(
      "recoveries  2 steps taken over by guard, 3 steps of the guard's own, 1 workflows revived",
    );
    expect(text).toContain('Adjustments of earlier days: -1.5 USD\ntrade');
    expect(text).toMatch(/binance +BNB +-0\.5/);
    expect(text).toMatch(/opening +bybit +BTC +2/);
    expect(text).toMatch(/critical +NEEDS_OPERATOR +1/);
    expect(text).toMatch(/spread\/a>b\/0\/2 +hedging +600 +\+0\.01 BTC, -600 USDT/);
  });

  it('says so where the day is not booked', () => {
    const soFar = dailyReportText({ report: report(), standing: { kind: 'soFar' } }, false);
    const over = dailyReportText({ report: report(), standing: { kind: 'notBooked' } }, false);

    expect(soFar).toContain(
      'The day is not over: computed up to 2026-11-24 23:00:00.000 UTC, not booked yet.',
    );
    expect(over).toContain('The day is not booked: computed now.');
  });
});
