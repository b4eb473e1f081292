import { z } from 'zod';
import { parseDay, type Day } from '../domain/calendarDay';
import type { DailyReport } from '../domain/dailyReport';
import { SEVERITIES } from '../domain/incident';
import { TRADE_STATES } from '../domain/lifecycle/tradeState';
import { MODES, type Mode } from '../domain/mode';
import { asAmount, asUsd } from '../domain/money';
import type { BookedUntil } from '../domain/reportDays';
import type { Database } from './database';

export interface BookedReport {
  readonly report: DailyReport;
  readonly bookedAtMs: number;
}

const BOOK = `
  insert into daily_reports(mode, day, time_zone, from_at, until_at, report)
  values ($1, $2, $3, to_timestamp($4::float8 / 1000), to_timestamp($5::float8 / 1000), $6)
  on conflict (mode, day) do nothing returning 1`;

const FIND = `
  select report, extract(epoch from booked_at) * 1000 as booked_at_ms from daily_reports where mode = $1 and day = $2`;

const LAST = `
  select day::text, extract(epoch from until_at) * 1000 as until_ms from daily_reports where mode = $1 order by day desc limit 1`;

/** Both find their row at once: trades by an index on time, postings by their number. */
const FIRST_FACT = `
  select extract(epoch from least(
    (select opened_at from trades where mode = $1 order by opened_at limit 1),
    (select at from ledger_entries where mode = $1 order by id limit 1))) * 1000 as at_ms`;

const NEWEST_MODE = `
  select coalesce(
    (select mode from trades order by opened_at desc limit 1),
    (select mode from ledger_entries order by id desc limit 1)) as mode`;

const usd = z.string().transform((text) => asUsd(text));
const amount = z.string().transform((text) => asAmount(text));
const count = z.number();
const mode = z.enum(MODES);
const day = z.string().transform((text, context): Day => {
  const parsed = parseDay(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'not a day' });
  return z.NEVER;
});

const storedReport: z.ZodType<DailyReport> = z.object({
  mode,
  day,
  timeZone: z.string(),
  fromMs: z.number(),
  untilMs: z.number(),
  trades: z.object({
    opened: count,
    completed: count,
    denied: count,
    aborted: count,
    unwound: count,
    'needs-operator': count,
  }),
  pnlUsd: usd,
  expectedPnlUsd: usd,
  feesUsd: usd,
  slippageUsd: usd,
  results: z.array(z.object({ strategy: z.string(), venue: z.string(), pnlUsd: usd, feesUsd: usd })),
  unvalued: z.array(z.object({ venue: z.string(), asset: z.string(), amount })),
  adjustments: z.array(
    z.object({
      tradeId: z.string(),
      strategy: z.string(),
      closedAtMs: z.number(),
      pnlUsd: usd,
      feesUsd: usd,
    }),
  ),
  adjustmentsUsd: usd,
  otherPostings: z.array(z.object({ kind: z.string(), venue: z.string(), asset: z.string(), amount })),
  orphans: z.object({ count, maxMs: z.number() }),
  recoveries: z.object({
    takeovers: z.array(z.object({ by: z.string(), count })),
    guardSteps: count,
    revivedWorkflows: count,
  }),
  incidents: z.object({
    opened: z.array(z.object({ kind: z.string(), severity: z.enum(SEVERITIES), count })),
    closed: count,
    open: count,
  }),
  openPositions: z.array(
    z.object({
      tradeId: z.string(),
      strategy: z.string(),
      state: z.enum(TRADE_STATES),
      notionalUsd: usd,
      assets: z.array(z.object({ asset: z.string(), amount })),
    }),
  ),
});

const lastRow = z.object({ day, until_ms: z.coerce.number() });
const foundRow = z.object({ report: storedReport, booked_at_ms: z.coerce.number() });
const firstRow = z.object({ at_ms: z.coerce.number().nullable() });
const modeRow = z.object({ mode: mode.nullable() });

/** Booked days, one report per mode and day, never changed. */
export const createDailyReports = (database: Pick<Database, 'query'>) => ({
  /** Books a day; false where it was booked already, which then stands. */
  async book(report: DailyReport): Promise<boolean> {
    const { fromMs, untilMs } = report;
    const values = [report.mode, report.day, report.timeZone, fromMs, untilMs, JSON.stringify(report)];
    return (await database.query({ name: 'book_day', text: BOOK, values })).length > 0;
  },

  async find(ofMode: Mode, ofDay: Day): Promise<BookedReport | undefined> {
    const [row] = await database.query({ name: 'find_day', text: FIND, values: [ofMode, ofDay] });
    if (row === undefined) return undefined;
    const { report, booked_at_ms } = foundRow.parse(row);
    return { report, bookedAtMs: booked_at_ms };
  },

  /** The last booked day. */
  async last(ofMode: Mode): Promise<BookedUntil | undefined> {
    const [row] = await database.query({ name: 'last_day', text: LAST, values: [ofMode] });
    if (row === undefined) return undefined;
    const found = lastRow.parse(row);
    return { day: found.day, untilMs: found.until_ms };
  },

  /** When the first fact of this mode was written; `undefined` where there is none. */
  async firstFactMs(ofMode: Mode): Promise<number | undefined> {
    const [row] = await database.query({ name: 'first_fact', text: FIRST_FACT, values: [ofMode] });
    return firstRow.parse(row).at_ms ?? undefined;
  },

  /** The mode that was traded in last; `undefined` in an empty database. */
  async newestMode(): Promise<Mode | undefined> {
    const [row] = await database.query({ name: 'newest_mode', text: NEWEST_MODE, values: [] });
    return modeRow.parse(row).mode ?? undefined;
  },
});

export type DailyReports = ReturnType<typeof createDailyReports>;
