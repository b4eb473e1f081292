import { Exact } from '../domain/money';
import type { ReconciliationReport, ReportedDifference } from '../domain/reconciliation/report';
import type { Adjustment, Adjustments } from '../storage/adjustments';

export interface Acceptance {
  readonly by: string;
  readonly reason: string;
}

/** The postings that bring the books to what the venue holds; only of balances, everything else has a cause that must be found. */
export function adjustmentsOf(
  { venue, mode, atMs, differences }: ReconciliationReport,
  { by, reason }: Acceptance,
): Adjustment[] {
  return differences.filter(isBalance).map(({ subject: asset, ours = '0', theirs = '0' }) => ({
    id: `${venue}:${asset}:${atMs}`,
    mode,
    venue,
    asset,
    amount: new Exact(theirs).minus(ours).toFixed(),
    by,
    reason,
  }));
}

const isBalance = ({ kind }: ReportedDifference): boolean => kind === 'balance' || kind === 'untradedBalance';

/** Books what a person has accepted; one line for each. */
export async function acceptDifferences(
  adjustments: Adjustments,
  report: ReconciliationReport,
  acceptance: Acceptance,
): Promise<string[]> {
  const wanted = adjustmentsOf(report, acceptance);
  for (const adjustment of wanted) await adjustments.post(adjustment);
  if (wanted.length === 0) return [`${report.venue}: no balance differs, nothing was booked`];
  return [
    ...wanted.map(({ venue, asset, amount }) => `booked ${amount} ${asset} on ${venue} as an adjustment`),
    `Lift the stop with: holdfast resume --venue ${report.venue} --reason "…"`,
  ];
}
