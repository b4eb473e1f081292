import { z } from 'zod';
import type { ShutdownRecords } from '../execution/shutdownSteps';
import type { Database } from './database';

const STOP = `
  with audited as (
    insert into audit_log(who, action, details) values ($2, 'control.shutdown', jsonb_build_object('scope', 'global', 'reason', $1::text))
  )
  insert into controls(scope, key, state, reason, set_by) values ('global', '', 'shutdown', $1, $2)
  on conflict (scope, key) do update set state = excluded.state, reason = excluded.reason, set_by = excluded.set_by, set_at = now()
  where controls.state <> 'shutdown'`;

const OPEN_TRADES = `
  select trade_id, state in ('idle', 'validating', 'opening', 'chasing') as is_opening
  from trades where closed_at is null order by opened_at`;

const RUNNING_ORDERS = `
  select o.client_order_id from orders o join trade_steps s using (trade_id, step, attempt)
  where s.result is null and s.deadline_at > now()`;

const SNAPSHOT = `
  insert into audit_log(who, action, details)
  select 'emergency-shutdown', 'snapshot', jsonb_build_object(
    'reason', $1::text,
    'openTrades', (select coalesce(jsonb_agg(read_trade(trade_id)), '[]') from trades where closed_at is null),
    'balances', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from account_balances b),
    'openOrders', (select coalesce(jsonb_agg(to_jsonb(o)), '[]') from orders o where not final),
    'incidents', (select coalesce(jsonb_agg(to_jsonb(i)), '[]') from incidents i where closed_at is null))
  returning id::text`;

const openTrade = z.object({ trade_id: z.string(), is_opening: z.boolean() });
const runningOrder = z.object({ client_order_id: z.string() });
const snapshot = z.object({ id: z.string() });

/** What an emergency shutdown reads and writes, each call one commit. */
export const createShutdownRecords = (database: Pick<Database, 'query'>): ShutdownRecords => ({
  async stopEverything(reason, requestedBy) {
    await database.query({ name: 'stop_everything', text: STOP, values: [reason, requestedBy] });
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
  async saveSnapshot(reason) {
    const rows = await database.query({ name: 'save_snapshot', text: SNAPSHOT, values: [reason] });
    return snapshot.parse(rows[0]).id;
  },
});
