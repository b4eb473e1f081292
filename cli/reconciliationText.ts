import type { ReconciliationReport, ReportedDifference } from '../domain/reconciliation/report';
import { EXIT, type ExitCode } from './exitCodes';
import { leftColumns, tableText } from './table';

const COLUMNS = leftColumns(['venue', 'what', 'subject', 'ours', 'venue says', 'result']);

/** What was found on each venue; a venue on which nothing was found is one line. */
export function reconciliationText(reports: readonly ReconciliationReport[], terminal: boolean): string {
  const rows = reports.flatMap((report) => [
    ...report.differences.map((each) => row(report, each, each.aboveDust ? 'DIFFERS' : 'dust')),
    ...report.healed.map((each) => row(report, each, 'healed')),
  ]);
  const table = rows.length === 0 ? [] : [tableText(COLUMNS, rows, terminal)];
  return [...reports.flatMap(summary), ...table].join('\n');
}

function summary(report: ReconciliationReport): string[] {
  const { venue, kind, outcome, readings, durationMs, unreadable, unsettled } = report;
  return [
    `${venue}: ${outcome} (${kind}, ${readings} ${readings === 1 ? 'reading' : 'readings'}, ${(durationMs / 1_000).toFixed(1)} s)`,
    ...unreadable.map(({ part, cause }) => `  not read: ${part}: ${cause}`),
    ...(unsettled.length === 0
      ? []
      : [`  too busy to say, asked again by the next run: ${unsettled.join(', ')}`]),
    ...(outcome === 'unopened' ? ['  no opening balance yet: the first start of a trader books it'] : []),
  ];
}

const row = (
  { venue }: ReconciliationReport,
  { kind, subject, ours, theirs }: ReportedDifference,
  result: string,
): string[] => [venue, kind, subject, ours ?? '–', theirs ?? '–', result];

/** 6 where a difference stands, 3 where a venue could not be read, else 0. */
export function reconciliationExitCode(reports: readonly ReconciliationReport[]): ExitCode {
  if (reports.some(({ outcome }) => outcome === 'differs')) return EXIT.promiseBroken;
  if (reports.some(({ unreadable }) => unreadable.length > 0)) return EXIT.notRunning;
  return EXIT.ok;
}
