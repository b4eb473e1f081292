import { UserError } from './userError';

const MS_OF_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const WHOLE = /^(\d+(\.\d+)?(ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/** Milliseconds of `90s`, `1m30s`, `500ms` or `1.5h`. @throws UserError naming `flag` where the text is something else. */
export function parseDurationMs(flag: string, text: string): number {
  if (!WHOLE.test(text)) throw badDuration(flag, text);
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(PART))
    totalMs += Number(amount) * (MS_OF_UNIT[unit ?? ''] ?? NaN);
  const roundedMs = Math.round(totalMs);
  if (!Number.isSafeInteger(roundedMs) || roundedMs <= 0) throw badDuration(flag, text);
  return roundedMs;
}

function badDuration(flag: string, text: string): UserError {
  return new UserError({
    problem: `${flag} "${text}" is not a duration`,
    remedy: 'Write a positive number with a unit (ms, s, m, h), for example 60s or 1m30s',
  });
}

/** Short text of a duration for people: `850 ms`, `12.4 s`, `3 min 20 s`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
