import { z } from 'zod';
import type { TradePlan } from '../domain/tradePlan';
import type { Database } from './database';
import { createIncidents } from './incidents';

/** Those whose workflow was never acknowledged are the outbox's. */
const OPEN = `select plan from trades where closed_at is null and workflow_started_at is not null order by opened_at`;

const row = z.object({ plan: z.custom<TradePlan>((value) => typeof value === 'object' && value !== null) });

/** The trades that the journal holds open and that had a workflow once, for whoever must see that they go on. */
export function createOpenTrades(database: Pick<Database, 'query'>) {
  const incidents = createIncidents(database);
  return {
    async plans(): Promise<TradePlan[]> {
      const rows = await database.query({ name: 'open_trade_plans', text: OPEN, values: [] });
      return rows.map((each) => row.parse(each).plan);
    },

    /** Records that a trade had lost its workflow. */
    async workflowWasLost(tradeId: string): Promise<void> {
      const seen = { severity: 'warning', kind: 'WORKFLOW_LOST', tradeId, details: {} } as const;
      await incidents.open({ ...seen, seenBy: 'operations' });
    },
  };
}
