import { z } from 'zod';
import { judge, readJudgeLog } from '../../../simulator/judge';
import { compareWithLedger } from '../../../simulator/judgeComparison';
import type { Database } from '../../../storage/database';
import { createLedger } from '../../../storage/ledger';
import type { SimulatorAdmin } from '../stack/simulatorAdmin';

export interface Witnesses {
  readonly judgeLogPath: string;
  readonly database: Database;
  readonly admin: SimulatorAdmin;
}

/** Lines that say what is wrong in our own tables once every trade has ended; the notional of dust is below each venue's minimum. */
const CONTRADICTIONS = `
  select 'trade still open: ' || trade_id || ' ' || state as line from trades where closed_at is null
  union all
  select 'trade needs an operator: ' || trade_id from trades where outcome = 'needs-operator'
  union all
  select 'still reserved: ' || venue || ' ' || asset || ' ' || reserved from account_balances where reserved <> 0
  union all
  select 'limit still used: ' || key || ' ' || used from limits where used <> 0
  union all
  select 'order not final: ' || client_order_id || ' of ' || trade_id from orders where not final
  union all
  select 'fill of no trade: ' || venue || ' ' || venue_trade_id from fills where trade_id is null
  union all
  select 'slot still taken: ' || pair_key || ' by ' || trade_id from slots where trade_id is not null
  union all
  select 'naked leg: ' || trade_id || ' holds ' || net || ' ' || base from (
    select f.trade_id, i.base, sum(case f.side when 'buy' then f.qty else -f.qty end) as net, max(f.price) as price
    from fills f join instruments i on i.id = f.instrument_id group by 1, 2
  ) exposed where abs(net) * price >= 5
  union all
  select 'filled beyond its plan: ' || f.trade_id || ' leg ' || f.leg from fills f
    join orders o using (client_order_id) join trades t on t.trade_id = f.trade_id
    where (o.role = 'order' and o.side = t.plan->'legs'->f.leg->>'side') or (o.role = 'reverse' and o.side <> t.plan->'legs'->f.leg->>'side')
    group by f.trade_id, f.leg, t.plan having sum(case o.role when 'order' then f.qty else -f.qty end) > (t.plan->>'qty')::numeric`;

/**
 * One line for each way in which the promise is broken, by the venues' own log first and our tables second; empty is what must be. Only
 * meaningful on a consistent cut: no trade open, none opening.
 */
export async function brokenPromises({ judgeLogPath, database, admin }: Witnesses): Promise<string[]> {
  const ledger = createLedger(database);
  const judgement = judge(readJudgeLog(judgeLogPath));
  const [ledgerFills, ledgerBalances, faults, rows, openOrders] = await Promise.all([
    ledger.fills('simulator'),
    ledger.balances('simulator'),
    ledger.faults(),
    database.query({ name: 'contradictions', text: CONTRADICTIONS, values: [] }),
    admin.openOrders(),
  ]);
  const differences = compareWithLedger({ judge: judgement, ledgerFills, ledgerBalances });
  return [
    ...judgement.duplicates.map((order) => `accepted twice: ${JSON.stringify(order)}`),
    ...differences.map((difference) => `venue and ledger differ: ${JSON.stringify(difference)}`),
    ...faults.map(({ what, where, amount }) => `${what}: ${where} by ${amount}`),
    ...rows.map((row) => z.object({ line: z.string() }).parse(row).line),
    ...(openOrders === 0 ? [] : [`${openOrders} orders rest at the venues`]),
  ];
}
