import type { BenchReport } from './report';

/** What `holdfast bench` hands to a benchmark. */
export interface BenchOptions {
  /** The last line printed is the report as one JSON object. */
  readonly json?: boolean;
}

/** A figure that must hold: `met` decides, `text` says what was asked and what was measured. */
export interface Budget {
  readonly met: boolean;
  readonly text: string;
}

/** Prints figures and budgets for people, then the report; the exit code is 1 where a budget is missed. */
export function printReport<Figures extends Readonly<Record<keyof Figures, number>>>(
  report: BenchReport<Figures>,
  budgets: readonly Budget[],
  { json }: BenchOptions,
): void {
  print(`${report.name} on ${report.machine}, commit ${report.commit}`);
  const floors = new Map<string, number>(Object.entries(report.floor));
  for (const [name, figure] of Object.entries<number>(report.result))
    print(`  ${name.padEnd(18)} ${String(figure).padStart(12)}   floor ${String(floors.get(name))}`);
  print(`  ratio              ${String(report.ratio).padStart(12)}`);
  for (const { met, text } of budgets) print(`  ${met ? 'met   ' : 'MISSED'} ${text}`);
  if (budgets.some(({ met }) => !met)) process.exitCode = 1;
  if (json === true) print(JSON.stringify(report));
}

/** Says which data set is missing; a benchmark without its data is skipped, not failed. */
export function printSkipped(name: string, dataSet: string): void {
  print(`${name}: skipped, needs the recorded data set ${dataSet} (set HOLDFAST_RECORDED_DATA)`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
