import type { Day } from '../../domain/calendarDay';
import { dailyReportOf, type DailyFacts, type ReportWindow } from '../../domain/dailyReport';
import type { Session } from '../session';
import { findReport } from './findReport';

const NOTHING: DailyFacts = {
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
};
const bookedWindow: ReportWindow = {
  mode: 'paper',
  day: '2026-11-23' as Day,
  timeZone: 'UTC',
  fromMs: Date.parse('2026-11-23T00:00:00Z'),
  untilMs: Date.parse('2026-11-24T00:00:00Z'),
};

/** Monday is booked; it is Wednesday 10 o'clock in UTC. */
function asked() {
  const windows: ReportWindow[] = [];
  const session: Pick<Session, 'dailyReports' | 'readDailyFacts'> = {
    dailyReports: {
      book: () => Promise.reject(new Error('reading books nothing')),
      find: (mode, day) =>
        Promise.resolve(
          mode === 'paper' && day === bookedWindow.day
            ? { report: dailyReportOf(bookedWindow, NOTHING), bookedAtMs: 1 }
            : undefined,
        ),
      last: () => Promise.resolve({ day: bookedWindow.day, untilMs: bookedWindow.untilMs }),
      firstFactMs: () => Promise.resolve(undefined),
      newestMode: () => Promise.resolve('paper' as const),
    },
    readDailyFacts: (window) => {
      windows.push(window);
      return Promise.resolve(NOTHING);
    },
  };
  const wish = { mode: undefined, timeZone: 'UTC', nowMs: Date.parse('2026-11-25T10:00:00Z') };
  return { windows, ask: (day?: string, mode?: string) => findReport(session, { ...wish, day, mode }) };
}

describe('the report that is asked for', () => {
  it('is the stored one where the day is booked', async () => {
    const { ask, windows } = asked();

    expect(await ask('2026-11-23')).toMatchObject({ standing: { kind: 'booked', bookedAtMs: 1 } });
    expect(windows).toEqual([]);
  });

  it('is computed where the day goes on, or is over and not booked; yesterday where none is named', async () => {
    const { ask, windows } = asked();

    expect((await ask('2026-11-25')).standing).toEqual({ kind: 'soFar' });
    expect((await ask()).standing).toEqual({ kind: 'notBooked' });
    expect(windows).toMatchObject([
      { day: '2026-11-25', untilMs: Date.parse('2026-11-25T10:00:00Z') },
      { day: '2026-11-24', fromMs: bookedWindow.untilMs, untilMs: Date.parse('2026-11-25T00:00:00Z') },
    ]);
  });

  it('is refused for days that are none or have not begun, and modes that are none', async () => {
    const { ask } = asked();

    await expect(ask('2026-11-26')).rejects.toThrow('2026-11-26 has not begun in UTC');
    await expect(ask('yesterday')).rejects.toThrow('"yesterday" is not a day');
    await expect(ask('2026-11-23', 'play')).rejects.toThrow('Choose one of simulator');
  });
});
