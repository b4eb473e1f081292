import type { ReconciliationReport } from '../../domain/reconciliation/report';

/** A report of `binance` that found nothing, but for the changes. */
export const reconciliationReport = (changes: Partial<ReconciliationReport> = {}): ReconciliationReport => ({
  kind: 'balances',
  venue: 'binance',
  mode: 'simulator',
  atMs: 0,
  durationMs: 2_600,
  readings: 1,
  outcome: 'clean',
  differences: [],
  healed: [],
  unreadable: [],
  unsettled: [],
  ...changes,
});
