import { createDailySummaryActivities } from '../activities/dailySummaryActivities';
import type { Config } from '../config/schema';
import type { DailySummarySteps } from '../domain/dailyReport';
import type { Clock } from '../runtime/clock';
import { readDailyFacts } from '../storage/dailyFacts';
import { createDailyReports } from '../storage/dailyReports';
import type { Database } from '../storage/database';
import { DAILY_SUMMARY_ID, DAILY_SUMMARY_WORKFLOW } from '../workflows/messages';
import type { WantedSchedule } from './ensureSchedules';

const WEEK_MS = 7 * 24 * 3_600_000;

/** What books days, on a database of its own with a long patience: a day of many trades takes longer to add up than a step may. */
export function createDailySummary(
  database: Pick<Database, 'query'>,
  { mode, reports }: Pick<Config, 'mode' | 'reports'>,
  clock: Clock,
): DailySummarySteps {
  return createDailySummaryActivities({
    mode,
    timeZone: reports.timeZone,
    clock,
    reports: createDailyReports(database),
    readFacts: (window) => readDailyFacts(database, window),
  });
}

/** After midnight of the configured zone, and once more at 4: on some days the clocks of some zones leave out 00:05, never both. */
export const dailySummarySchedule = ({ reports }: Pick<Config, 'reports'>): WantedSchedule => ({
  id: DAILY_SUMMARY_ID,
  workflow: DAILY_SUMMARY_WORKFLOW,
  args: [],
  times: {
    kind: 'calendar',
    calendars: [
      { hour: 0, minute: 5 },
      { hour: 4, minute: 5 },
    ],
  },
  timeZone: reports.timeZone,
  overlap: 'BUFFER_ONE',
  catchupWindowMs: WEEK_MS,
  summary: 'books every day that is over and not booked',
});
