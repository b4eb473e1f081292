import { z } from 'zod';
import type { ShutdownReport, ShutdownRequest } from '../domain/lifecycle/emergencyShutdown';
import type { ShutdownRecords } from '../execution/shutdownSteps';
import type { Database } from './database';
import { answerOf } from './storedFunctions';

const OPEN_TRADES = `
  select trade_id, state in ('idle', 'validating', 'opening', 'chasing') as is_opening
  from trades where closed_at is null order by opened_at`;

const RUNNING_ORDERS = `
  select o.client_order_id from orders o join trade_steps s using (trade_id, step, attempt)
  where s.result is null and s.deadline_at > now()`;

const STILL_DRIVING = `
  update emergency_shutdowns set driven_by = $1, driven_at = clock_timestamp() where ended_at is null returning flatten`;
const REPORT = `select report from emergency_shutdowns where id = $1 and ended_at is not null`;

const openTrade = z.object({ trade_id: z.string(), is_opening: z.boolean() });
const driven = z.object({ flatten: z.boolean() });
const runningOrder = z.object({ client_order_id: z.string() });
/** What a driver has stored; a boundary, since it may be of another version. */
const report = z.looseObject({
  reason: z.string(),
  flatten: z.boolean().default(false),
  cancelledOrders: z.number(),
  signalledTrades: z.number(),
  notFlat: z.array(z.string()),
  openOrders: z.number(),
  snapshotId: z.string(),
  drivenBy: z.string().optional(),
});
const joined = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.object({ kind: z.literal('ended'), report: report.nullable() }),
]);
const taken = z.object({
  id: z.coerce.string(),
  reason: z.string(),
  flatten: z.boolean(),
  requestedBy: z.string(),
});

/** The emergency shutdown as the database has it: what its drivers read and write, and what those see who asked for it. */
export interface Shutdowns extends ShutdownRecords {
  /** The shutdown that nobody has worked on for so long, from now on this driver's; `undefined` where there is none. */
  takeSilent(
    driver: string,
    silentMs: number,
  ): Promise<(ShutdownRequest & { requestId: string }) | undefined>;
  /** The report of an ended shutdown; `undefined` while it is under way or where it was lifted. */
  report(id: string): Promise<ShutdownReport | undefined>;
}

/** Each call is one commit. */
export const createShutdownRecords = (database: Pick<Database, 'query'>): Shutdowns => ({
  async request({ reason, flatten, requestedBy }) {
    return z.coerce
      .string()
      .parse(await answerOf(database, 'request_shutdown', { reason, flatten, requestedBy }));
  },
  async join(id, driver) {
    return joined.parse(await answerOf(database, 'join_shutdown', id, driver));
  },
  async stillDriving(driver) {
    const [row] = await database.query({ name: 'still_driving', text: STILL_DRIVING, values: [driver] });
    return row === undefined ? { flatten: false } : driven.parse(row);
  },
  async takeSilent(driver, silentMs) {
    const answer = await answerOf(database, 'take_silent_shutdown', driver, silentMs);
    if (answer === null) return undefined;
    const { id, ...request } = taken.parse(answer);
    return { ...request, requestId: id };
  },
  async report(id) {
    const rows = await database.query({ name: 'shutdown_report', text: REPORT, values: [id] });
    return report.nullish().parse(rows[0]?.['report']) ?? undefined;
  },
  async end(findings) {
    return z
      .string()
      .nullable()
      .parse(await answerOf(database, 'end_shutdown', findings));
  },
  async openTrades() {
    const rows = await database.query({ name: 'open_trades', text: OPEN_TRADES, values: [] });
    return rows.map((row) => {
      const trade = openTrade.parse(row);
      return { tradeId: trade.trade_id, isOpening: trade.is_opening };
    });
  },
  async orderIdsOfRunningSteps() {
    const rows = await database.query({ name: 'running_orders', text: RUNNING_ORDERS, values: [] });
    return new Set(rows.map((row) => runningOrder.parse(row).client_order_id));
  },
});
