import { Exact } from '../money';

/**
 * Where the result of some trades stood: what daily loss and drawdown are measured from. The result is what trades earned and would earn
 * if the open ones were valued now; deposits, opening balances and the price of coins that we hold anyway do not move it.
 */
export interface ResultMarks {
  /** UTC day, `2026-01-31`, that `dayStartUsd` belongs to. */
  readonly day: string;
  readonly dayStartUsd: string;
  readonly peakUsd: string;
}

export interface ResultNow {
  readonly day: string;
  readonly resultUsd: string;
  /** Realised since midnight: where nobody looked at midnight, the day's start is reckoned back from it. */
  readonly realisedTodayUsd: string;
}

/**
 * The marks after a look at the result. `undefined` = never looked; an empty mark = an operator's reset, from which counting starts anew.
 */
export function nextMarks(
  marks: { [Key in keyof ResultMarks]: string | undefined } | undefined,
  now: ResultNow,
): ResultMarks {
  const peak = marks?.peakUsd;
  const dayStartUsd = dayStart(marks, now);
  const start = marks === undefined ? Exact.max(now.resultUsd, dayStartUsd).toFixed() : now.resultUsd;
  return {
    day: now.day,
    dayStartUsd,
    peakUsd: peak === undefined ? start : Exact.max(peak, now.resultUsd).toFixed(),
  };
}

function dayStart(
  marks: { [Key in keyof ResultMarks]: string | undefined } | undefined,
  now: ResultNow,
): string {
  const isToday = marks?.day === now.day;
  if (!isToday) return new Exact(now.resultUsd).minus(now.realisedTodayUsd).toFixed();
  return marks.dayStartUsd ?? now.resultUsd;
}

/** Losses are positive. */
export function lossSince(markUsd: string, resultUsd: string): string {
  return Exact.max(new Exact(markUsd).minus(resultUsd), 0).toFixed();
}
