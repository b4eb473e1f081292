import type { Day } from './calendarDay';
import { dailyReportOf, type DailyFacts } from './dailyReport';

const window = {
  mode: 'simulator' as const,
  day: '2026-11-24' as Day,
  timeZone: 'UTC',
  fromMs: Date.parse('2026-11-24T00:00:00Z'),
  untilMs: Date.parse('2026-11-25T00:00:00Z'),
};
const facts = (changes: Partial<DailyFacts> = {}): DailyFacts => ({
  opened: 0,
  closed: [],
  results: [],
  unvalued: [],
  slippage: '0',
  expected: '0',
  adjustments: [],
  otherPostings: [],
  verdicts: [],
  takeovers: [],
  guardSteps: 0,
  revivedWorkflows: 0,
  incidentsOpened: [],
  incidentsClosed: 0,
  incidentsOpen: 0,
  openPositions: [],
  ...changes,
});
const result = (venue: string, value: string, fees: string) => ({ strategy: 'spread', venue, value, fees });

describe('the report of a day', () => {
  it('adds up exactly and rounds once: gains down, costs up', () => {
    const thirds = facts({
      results: [
        result('a', '0.100000003333333333', '0.010000001'),
        result('b', '0.100000003333333333', '0.010000001'),
        result('c', '-0.300000003333333333', '0.010000001'),
      ],
    });
    const report = dailyReportOf(window, thirds);

    expect(report.pnlUsd).toBe('-0.10000000');
    expect(report.feesUsd).toBe('0.03000001');
    expect(report.results.map(({ pnlUsd, feesUsd }) => [pnlUsd, feesUsd])).toEqual([
      ['0.10000000', '0.01000001'],
      ['0.10000000', '0.01000001'],
      ['-0.30000001', '0.01000001'],
    ]);
  });

  it('names every outcome, also those that no trade had', () => {
    const report = dailyReportOf(window, facts({ opened: 5, closed: [{ outcome: 'unwound', count: 2 }] }));

    expect(report.trades).toEqual({
      opened: 5,
      completed: 0,
      denied: 0,
      aborted: 0,
      unwound: 2,
      'needs-operator': 0,
    });
  });

  it('counts an orphan from when it was known until a step found it gone', () => {
    const atMs = window.fromMs;
    const verdicts = [
      { tradeId: 't', orphanKnownAtMs: atMs, repair: 'none' as const, atMs },
      { tradeId: 't', orphanKnownAtMs: undefined, repair: 'complete' as const, atMs: atMs + 180 },
      { tradeId: 'u', orphanKnownAtMs: atMs, repair: 'reduce' as const, atMs },
      { tradeId: 'u', orphanKnownAtMs: undefined, repair: 'none' as const, atMs: atMs + 320 },
    ];

    expect(dailyReportOf(window, facts({ verdicts })).orphans).toEqual({ count: 2, maxMs: 320 });
  });

  it('keeps adjustments of earlier days apart from what the day earned', () => {
    const late = {
      tradeId: 't',
      strategy: 'spread',
      closedAtMs: window.fromMs - 1,
      value: '-2.5',
      fees: '0.1',
    };
    const report = dailyReportOf(window, facts({ results: [result('a', '1', '0')], adjustments: [late] }));

    expect(report.pnlUsd).toBe('1.00000000');
    expect(report.adjustmentsUsd).toBe('-2.50000000');
  });
});
