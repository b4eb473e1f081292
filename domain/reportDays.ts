import { dayAt, nextDay, startOfDayMs, type Day } from './calendarDay';
import type { ReportWindow } from './dailyReport';
import type { Mode } from './mode';

/** A statement begun on a day may commit this much later, and its postings bear the time at which it began. */
const SETTLED_AFTER_MS = 60_000;

export interface BookedUntil {
  readonly day: Day;
  readonly untilMs: number;
}

export interface BookingState {
  readonly mode: Mode;
  readonly timeZone: string;
  readonly nowMs: number;
  /** The last booked day; `undefined` where none is. */
  readonly last: BookedUntil | undefined;
  /** When this mode's first fact was written; `undefined` where it has none. */
  readonly firstFactMs: number | undefined;
}

/**
 * The earliest day that is over, settled and not booked; `undefined` where all are. Days follow each other without gap or overlap, also
 * when the time zone is changed between two of them: a day begins where the last one ended.
 */
export function nextUnreportedDay({
  mode,
  timeZone,
  nowMs,
  last,
  firstFactMs,
}: BookingState): ReportWindow | undefined {
  if (last === undefined && firstFactMs === undefined) return undefined;
  const day = last === undefined ? dayAt(firstFactMs ?? nowMs, timeZone) : nextDay(last.day);
  const fromMs = last?.untilMs ?? startOfDayMs(day, timeZone);
  const untilMs = Math.max(fromMs, startOfDayMs(nextDay(day), timeZone));
  return untilMs + SETTLED_AFTER_MS <= nowMs ? { mode, day, timeZone, fromMs, untilMs } : undefined;
}

/** What can be told of a day that is not booked: what has happened of it by now. */
export function unbookedWindow(
  day: Day,
  { mode, timeZone, nowMs, last }: Omit<BookingState, 'firstFactMs'>,
): ReportWindow {
  const startMs = startOfDayMs(day, timeZone);
  const fromMs = last !== undefined && nextDay(last.day) === day ? last.untilMs : startMs;
  return { mode, day, timeZone, fromMs, untilMs: Math.min(nowMs, startOfDayMs(nextDay(day), timeZone)) };
}
