import { durationText } from '../duration';
import { exitCodeOf, type RunSummary } from './runSummary';

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
    exitCodeOf(summary) === 0
      ? 'Every promise held.'
      : 'A PROMISE IS BROKEN: see the counts above and `holdfast trades list`.',
  ];
  return lines.join('\n');
}
