import { z } from 'zod';
import type { TradePlan } from '../domain/tradePlan';
import type { Database } from './database';

/** Those whose workflow was never acknowledged are the outbox's. */
const OPEN = `select plan from trades where closed_at is null and workflow_started_at is not null order by opened_at`;
const INCIDENT = `select open_incident('warning', 'WORKFLOW_LOST', $1, null, '{}', 'operations')`;

const row = z.object({ plan: z.custom<TradePlan>((value) => typeof value === 'object' && value !== null) });

/** The trades that the journal holds open and that had a workflow once, for whoever must see that they go on. */
export const createOpenTrades = (database: Pick<Database, 'query'>) => ({
  async plans(): Promise<TradePlan[]> {
    const rows = await database.query({ name: 'open_trade_plans', text: OPEN, values: [] });
    return rows.map((each) => row.parse(each).plan);
  },

  /** Records that a trade had lost its workflow. */
  async workflowWasLost(tradeId: string): Promise<void> {
    await database.query({ name: 'workflow_lost', text: INCIDENT, values: [tradeId] });
  },
});
