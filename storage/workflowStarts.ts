import { z } from 'zod';
import type { TradeId, TradePlan } from '../domain/tradePlan';
import type { Database } from './database';

/** Small, by a partial index: in health it holds what was opened within the last moments. */
const OVERDUE = `
  select plan from trades
  where workflow_started_at is null and closed_at is null and opened_at < clock_timestamp() - $1 * interval '1 ms'
  order by opened_at limit $2`;

/** A closed trade needs no workflow any more. Rows are locked in one order, whoever acknowledges. */
const ACKNOWLEDGE = `
  with due as (
    select trade_id from trades where trade_id = any($1) and workflow_started_at is null and closed_at is null
    order by trade_id for no key update)
  update trades set workflow_started_at = now() from due where trades.trade_id = due.trade_id`;

const row = z.object({ plan: z.custom<TradePlan>((value) => typeof value === 'object' && value !== null) });

export interface WorkflowStarts {
  /** Plans of open trades of which nobody has said for `overdueMs` that their workflow runs; oldest first, `limit` at most. */
  overdue(wish: { readonly overdueMs: number; readonly limit: number }): Promise<TradePlan[]>;
  /** Records in one commit that these trades have a workflow. */
  acknowledge(tradeIds: readonly TradeId[]): Promise<void>;
}

/** The outbox of journal-first openings: the trade row is the message, the acknowledgement takes it out. */
export const createWorkflowStarts = (database: Pick<Database, 'query'>): WorkflowStarts => ({
  async overdue({ overdueMs, limit }) {
    const values = [overdueMs, limit];
    const rows = await database.query({ name: 'overdue_workflows', text: OVERDUE, values });
    return rows.map((each) => row.parse(each).plan);
  },

  async acknowledge(tradeIds) {
    if (tradeIds.length === 0) return;
    await database.query({ name: 'acknowledge_workflows', text: ACKNOWLEDGE, values: [tradeIds] });
  },
});
