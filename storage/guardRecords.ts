import { z } from 'zod';
import type { StepResult } from '../domain/lifecycle/steps';
import type { GuardRecords } from '../guard/records';
import type { Database, Statement } from './database';

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
const lease = z.object({ active: z.boolean(), holder: z.string(), activeForMs: z.number() });
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

const INCIDENT = `select open_incident($1, $2, $3, $4, $5, 'guard')`;

const WATCHED = `
  select distinct o.trade_id as answer from orders o join trades t on t.trade_id = o.trade_id
  where not o.final and t.closed_at is null and o.final_after_ms < extract(epoch from clock_timestamp()) * 1000
    and not exists (select from trade_steps s where s.trade_id = o.trade_id and s.result is null)`;

/** The guard's rows in PostgreSQL. Its lease lies on `leases`: renewed four times a second, and expired after any outage, it needs no disk. */
export function createGuardRecords(
  database: Pick<Database, 'query'>,
  leases: Pick<Database, 'query'> = database,
): GuardRecords {
  async function answersOf(on: Pick<Database, 'query'>, statement: Statement): Promise<unknown[]> {
    return (await on.query<{ answer: unknown }>(statement)).map((row) => row.answer);
  }
  const answers = (name: string, text: string, values: readonly unknown[]) =>
    answersOf(database, { name, text, values });

  return {
    async renewLease(guard, leaseMs) {
      const text = 'select renew_guard_lease($1, $2) as answer';
      const statement = { name: 'renew_guard_lease', text, values: [guard, leaseMs] };
      return lease.parse((await answersOf(leases, statement))[0]);
    },
    async dueSteps(guard, { gone, connected }) {
      const text = 'select due_steps($1, $2, $3) as answer';
      return (await answers('due_steps', text, [guard, gone, connected])).map((row) => dueStep.parse(row));
    },
    async dueExposures({ gone, connected }) {
      const text = 'select due_exposures($1, $2) as answer';
      return (await answers('due_exposures', text, [gone, connected])).map((row) => dueExposure.parse(row));
    },
    async takeStep(step, guard) {
      const text = 'select guard_take_step($1) as answer';
      const [answer] = await answers('guard_take_step', text, [JSON.stringify({ ...step, guard })]);
      return taken.parse(answer);
    },
    async clearExposure(tradeId, epoch) {
      const text = 'select clear_exposure($1, $2)';
      await database.query({ name: 'clear_exposure', text, values: [tradeId, epoch] });
    },
    async watchedTrades() {
      return (await answers('watched_trades', WATCHED, [])).map((id) => z.string().parse(id));
    },
    async knownOrders(clientOrderIds) {
      const text = 'select client_order_id as answer from orders where client_order_id = any($1)';
      const rows = await answers('known_orders', text, [clientOrderIds]);
      return new Set(rows.map((id) => z.string().parse(id)));
    },
    async openIncident({ severity, kind, tradeId, venue, details }) {
      const values = [severity, kind, tradeId ?? null, venue ?? null, JSON.stringify(details)];
      await database.query({ name: 'guard_incident', text: INCIDENT, values });
    },
  };
}
