import { durationText } from '../duration';
import { exitCodeOf, type RunSummary } from './runSummary';
import { EXIT } from '../exitCodes';

const milliseconds = (value: number | null): string =>
  value === null ? 'none measured' : `${value.toFixed(1)} ms`;

/** The closing account of a run, for people. */
export function summaryText(summary: RunSummary, ranMs: number): string {
  const { trades, orders, orphans, ledger, latencyMs } = summary;
  const lines = [
    `Ran ${durationText(ranMs)}.`,
    `  trades      ${trades.completed} completed, ${trades.denied} denied, ${trades.aborted} aborted, ${trades.unwound} unwound, ${trades.needsOperator} need an operator, ${trades.open} still open`,
    `  orders      ${orders.sent} accepted by the venues, ${orders.duplicates} duplicates`,
    `  orphans     ${orphans.count}${orphans.count === 0 ? '' : `, longest ${durationText(orphans.maxMs)}`}`,
    `  ledger      ${ledger.differences} differences to the venues' own record`,
    `  tick→orders p50 ${milliseconds(latencyMs.tickToOrders.p50)}, p99 ${milliseconds(latencyMs.tickToOrders.p99)}`,
    `  PnL         ${summary.pnlUsd} USD (simulated)`,
    conclusion(summary),
  ];
  return lines.join('\n');
}

function conclusion(summary: RunSummary): string {
  const code = exitCodeOf(summary);
  if (code === EXIT.ok) return 'Every promise held.';
  if (code === EXIT.timeout)
    return 'NOT FINISHED: trades are still open and a leg of theirs may be naked. They go on at the next `holdfast demo`.';
  return 'A PROMISE IS BROKEN: see the counts above; docs/runbook.md tells what to do.';
}
