import { z } from 'zod';
import type { StepResult } from '../domain/lifecycle/steps';
import type { GuardRecords } from '../guard/records';
import type { Database } from './database';
import { createIncidents } from './incidents';
import { answerOf, answersOf } from './storedFunctions';

const dueStep = z.object({
  tradeId: z.string(),
  step: z.enum(['open', 'chase', 'hedge', 'unwind', 'close', 'guard']),
  attempt: z.int(),
  epoch: z.int(),
  owner: z.string(),
  deadlineAtMs: z.number(),
  ownerGone: z.boolean(),
});
const dueExposure = z.object({ tradeId: z.string(), epoch: z.int(), sinceMs: z.number() });
const lease = z.object({ active: z.boolean(), holder: z.string() });
const taken = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('taken'), epoch: z.int() }),
  z.object({
    kind: z.literal('refused'),
    result: z
      .custom<StepResult>()
      .nullish()
      .transform((value) => value ?? undefined),
  }),
]);

const WATCHED = `
  select distinct o.trade_id from orders o join trades t on t.trade_id = o.trade_id
  where not o.final and t.closed_at is null and o.final_after_ms < extract(epoch from clock_timestamp()) * 1000
    and not exists (select from trade_steps s where s.trade_id = o.trade_id and s.result is null)`;

const KNOWN = `select client_order_id from orders where client_order_id = any($1)`;

/** The guard's rows in PostgreSQL. Its lease lies on `leases`: renewed four times a second, and expired after any outage, it needs no disk. */
export function createGuardRecords(
  database: Pick<Database, 'query'>,
  leases: Pick<Database, 'query'> = database,
): GuardRecords {
  const incidents = createIncidents(database);
  return {
    async renewLease(guard, leaseMs) {
      return lease.parse(await answerOf(leases, 'renew_guard_lease', guard, leaseMs));
    },
    async dueSteps(guard, { gone, connected }) {
      const due = await answersOf(database, 'due_steps', guard, gone, connected);
      return due.map((step) => dueStep.parse(step));
    },
    async dueExposures({ gone, connected }) {
      const due = await answersOf(database, 'due_exposures', gone, connected);
      return due.map((exposure) => dueExposure.parse(exposure));
    },
    async takeStep(step, guard) {
      return taken.parse(await answerOf(database, 'guard_take_step', { ...step, guard }));
    },
    async clearExposure(tradeId, epoch) {
      await answerOf(database, 'clear_exposure', tradeId, epoch);
    },
    async watchedTrades() {
      const rows = await database.query({ name: 'watched_trades', text: WATCHED, values: [] });
      return rows.map((row) => z.string().parse(row['trade_id']));
    },
    async knownOrders(clientOrderIds) {
      const rows = await database.query({ name: 'known_orders', text: KNOWN, values: [clientOrderIds] });
      return new Set(rows.map((row) => z.string().parse(row['client_order_id'])));
    },
    async openIncident(seen) {
      await incidents.open({ ...seen, seenBy: 'guard' });
    },
  };
}
