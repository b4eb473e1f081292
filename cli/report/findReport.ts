import { dayAt, parseDay, previousDay, startOfDayMs, type Day } from '../../domain/calendarDay';
import { dailyReportOf } from '../../domain/dailyReport';
import { PROCESS_MODES, type Mode } from '../../domain/mode';
import { unbookedWindow } from '../../domain/reportDays';
import type { Session } from '../session';
import { UserError } from '../userError';
import type { ReportStanding, ShownReport } from './dailyReportText';

export interface ReportWish {
  /** Empty = the last day that is over. */
  readonly day: string | undefined;
  /** Empty = the mode traded in last. */
  readonly mode: string | undefined;
  /** Of days that are not booked yet. */
  readonly timeZone: string;
  readonly nowMs: number;
}

/** The booked report of the day; where there is none, what can be told of the day now. @throws UserError */
export async function findReport(
  { dailyReports, readDailyFacts }: Pick<Session, 'dailyReports' | 'readDailyFacts'>,
  { day: wishedDay, mode: wishedMode, timeZone, nowMs }: ReportWish,
): Promise<ShownReport> {
  const today = dayAt(nowMs, timeZone);
  const day = wishedDay === undefined ? previousDay(today) : requireDay(wishedDay);
  const mode = wishedMode === undefined ? await dailyReports.newestMode() : requireMode(wishedMode);
  if (mode === undefined)
    throw new UserError({
      problem: 'There is nothing to report: nothing was traded or booked yet',
      remedy: 'Start trading with `holdfast demo` or `holdfast up`',
    });
  const booked = await dailyReports.find(mode, day);
  if (booked !== undefined)
    return { report: booked.report, standing: { kind: 'booked', bookedAtMs: booked.bookedAtMs } };
  if (startOfDayMs(day, timeZone) > nowMs)
    throw new UserError({
      problem: `${day} has not begun in ${timeZone}`,
      remedy: `Ask for a day up to ${today}`,
    });
  const last = await dailyReports.last(mode);
  const window = unbookedWindow(day, { mode, timeZone, nowMs, last });
  const standing: ReportStanding = { kind: day === today ? 'soFar' : 'notBooked' };
  return { report: dailyReportOf(window, await readDailyFacts(window)), standing };
}

function requireDay(text: string): Day {
  const day = parseDay(text);
  if (day !== undefined) return day;
  throw new UserError({ problem: `--day "${text}" is not a day`, remedy: 'Write it like 2026-11-25' });
}

function requireMode(text: string): Mode {
  const mode = PROCESS_MODES.find((each) => each === text);
  if (mode !== undefined) return mode;
  throw new UserError({
    problem: `--mode "${text}" is not a mode`,
    remedy: `Choose one of ${PROCESS_MODES.join(', ')}`,
  });
}
