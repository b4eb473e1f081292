/** A day of some time zone's calendar, `2026-11-25`. */
export type Day = string & { readonly __unit: 'day' };

const PATTERN = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
/** Zones lie between UTC-12 and UTC+14. */
const MOST_OFFSET_MS = 15 * 3_600_000;

/** `text` as a day; `undefined` where it is none, like 2026-02-30. */
export function parseDay(text: string): Day | undefined {
  if (!PATTERN.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && utcDay(ms) === text ? utcDay(ms) : undefined;
}

/** True for the IANA name of a zone that this machine knows, like Europe/Berlin. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The day that it is at this moment in the zone. */
export function dayAt(ms: number, timeZone: string): Day {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('year') ?? ''}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}` as Day;
}

export const nextDay = (day: Day): Day => utcDay(Date.parse(`${day}T00:00:00Z`) + DAY_MS);

export const previousDay = (day: Day): Day => utcDay(Date.parse(`${day}T00:00:00Z`) - DAY_MS);

/**
 * First moment of the day in the zone, in ms: midnight, or later where clocks jump over midnight. The day ends where the next one begins,
 * so days of 23 and 25 hours need no further care.
 */
export function startOfDayMs(day: Day, timeZone: string): number {
  const utcMidnightMs = Date.parse(`${day}T00:00:00Z`);
  let beforeMs = utcMidnightMs - MOST_OFFSET_MS;
  let startedMs = utcMidnightMs + MOST_OFFSET_MS;
  while (startedMs - beforeMs > 1) {
    const middleMs = Math.floor((beforeMs + startedMs) / 2);
    if (dayAt(middleMs, timeZone) < day) beforeMs = middleMs;
    else startedMs = middleMs;
  }
  return startedMs;
}

const utcDay = (ms: number): Day => new Date(ms).toISOString().slice(0, 10) as Day;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs more than using it a hundred times. @throws RangeError where the zone is unknown */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}
