import type { DailyFacts, DailyReport, DailySummarySteps, ReportWindow } from '../domain/dailyReport';
import { dailyReportOf } from '../domain/dailyReport';
import type { Mode } from '../domain/mode';
import { nextUnreportedDay, type BookedUntil } from '../domain/reportDays';
import type { Clock } from '../runtime/clock';

export interface DailySummaryDeps {
  readonly mode: Mode;
  /** IANA name of the zone whose days are booked. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly reports: {
    last(mode: Mode): Promise<BookedUntil | undefined>;
    firstFactMs(mode: Mode): Promise<number | undefined>;
    /** False where the day was booked already. */
    book(report: DailyReport): Promise<boolean>;
  };
  readonly readFacts: (window: ReportWindow) => Promise<DailyFacts>;
}

/**
 * The step of the daily summary as an activity. A crash before the commit books nothing, one after it leaves a booked day that the next call
 * finds; two callers at once read the same facts, and the first commit stands.
 */
export const createDailySummaryActivities = (deps: DailySummaryDeps): DailySummarySteps => ({
  async bookNextDay() {
    const { mode, timeZone, reports } = deps;
    const window = nextUnreportedDay({
      mode,
      timeZone,
      nowMs: deps.clock.nowMs(),
      last: await reports.last(mode),
      firstFactMs: await reports.firstFactMs(mode),
    });
    if (window === undefined) return { kind: 'upToDate' };
    await reports.book(dailyReportOf(window, await deps.readFacts(window)));
    return { kind: 'booked', day: window.day };
  },
});
