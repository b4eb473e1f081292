import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../runtime/projectRoot';
import type { OpeningWay } from '../../../config/schema';
import type { ChaosReport } from '../chaosReport';
import type { CellResult } from '../matrix/playCell';
import { placeText } from '../matrix/cells';
import { resultsSchema, type MatrixResults, type Provenance, type Results } from './results';
import { resultsPage } from './resultsPage';

export const RESULTS_DATA = join('docs', 'crash-matrix.json');
export const RESULTS_PAGE = join('docs', 'crash-matrix.md');

export interface PlayedMatrix {
  readonly cells: readonly CellResult[];
  readonly victims: readonly string[];
  readonly figures: ChaosReport;
}

/** Replaces the results of this opening's random rounds on the page. */
export function writeRounds(provenance: Provenance, figures: ChaosReport): void {
  const results = readResults();
  write({ ...results, rounds: { ...results.rounds, [provenance.opening]: { ...provenance, figures } } });
}

/** Replaces the results of this opening's matrix on the page. */
export function writeMatrix(provenance: Provenance, { cells, victims, figures }: PlayedMatrix): void {
  const results = readResults();
  const matrix: MatrixResults = { ...provenance, victims: [...victims], rows: rowsOf(cells), figures };
  write({ ...results, matrix: { ...results.matrix, [provenance.opening]: matrix } });
}

/** Where and when a run took place. */
export function provenanceOf(run: { command: string; seed: string; opening: OpeningWay }): Provenance {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return {
    ...run,
    date: new Date().toISOString().slice(0, 10),
    commit: commitText(),
    machine: `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${memoryGb} GB, Node ${process.versions.node}`,
  };
}

function rowsOf(cells: readonly CellResult[]): MatrixResults['rows'] {
  const rows = new Map<string, Record<string, Record<string, number>>>();
  for (const { cell, outcome } of cells) {
    const row = rows.get(placeText(cell.place)) ?? {};
    const outcomes = (row[cell.victim] ??= {});
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    rows.set(placeText(cell.place), row);
  }
  return [...rows].map(([place, outcomes]) => ({ place, outcomes }));
}

function readResults(): Results {
  const file = join(projectRoot(), RESULTS_DATA);
  if (!existsSync(file)) return { rounds: {}, matrix: {} };
  return resultsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function write(results: Results): void {
  writeFileSync(join(projectRoot(), RESULTS_DATA), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(projectRoot(), RESULTS_PAGE), resultsPage(results));
}

/** With a plus where the checkout holds changes that are not committed; `unknown` without git. */
function commitText(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: projectRoot(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changes = git('status', '--porcelain', '--untracked-files=no', '--', ':!docs/crash-matrix.*');
    return git('rev-parse', '--short', 'HEAD') + (changes === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}
