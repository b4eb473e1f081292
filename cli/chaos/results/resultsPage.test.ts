import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../runtime/projectRoot';
import { chaosReport, verdictText } from '../chaosReport';
import { resultsSchema } from './results';
import { resultsPage } from './resultsPage';
import { RESULTS_DATA, RESULTS_PAGE } from './writeResults';

const figures = chaosReport({
  rounds: 2,
  notFired: 0,
  trades: 9,
  findings: [{ kind: 'duplicate', text: 'accepted 2 times' }],
  exposures: [
    { tradeId: 'a', class: 'ownerAlive', lastedMs: 120, gapMs: 120, beside: [], isOrphan: true },
    { tradeId: 'b', class: 'ownerGone', lastedMs: 640, gapMs: 640, beside: ['trader'], isOrphan: true },
    { tradeId: 'c', class: 'ownerAlive', lastedMs: 4, gapMs: 4, beside: [], isOrphan: false },
  ],
  breakerTrips: new Map([
    ['api-errors', 3],
    ['drawdown', 0],
  ]),
  recoveriesMs: new Map([['trader', [2_000, 3_000]]]),
});
const run = {
  date: '2026-11-25',
  commit: 'abc1234',
  machine: '2 cores',
  command: './holdfast chaos',
  seed: '1',
  opening: 'workflow-first',
} as const;

describe('the verdict', () => {
  it('says by how much orphans went beyond their bound, although nothing is doubled or lost', () => {
    expect(verdictText({ ...figures, duplicates: 0 })).toBe('every promise held');
    const { orphanMs } = figures;
    const late = { ...figures, duplicates: 0, orphanMs: { ...orphanMs, p99: 764 } };
    expect(verdictText(late)).toContain('owner alive, p99 764 ms of 500 ms');
    expect(verdictText(figures)).toBe('A PROMISE IS BROKEN');
  });
});

describe('the results page', () => {
  it('tells where the figures come from and what broke', () => {
    const page = resultsPage({ rounds: { 'workflow-first': { ...run, figures } }, matrix: {} });
    expect(page).toContain('`./holdfast chaos`, seed 1, commit abc1234, 2026-11-25, on 2 cores.');
    expect(page).toContain('| orphans, owner alive | 1: p50 120 ms, p99 120 ms, max 120 ms |');
    expect(page).toContain('| orphans, owner gone | 1: p50 640 ms, p99 640 ms, max 640 ms |');
    expect(page).toContain('| recovery, trader | 2: p50 2000 ms, p99 3000 ms, max 3000 ms |');
    expect(page).toContain('**A PROMISE IS BROKEN**');
  });

  it('shows for each place and victim how the trades ended', () => {
    const rows = [{ place: 'open send.after', outcomes: { trader: { completed: 2, aborted: 1 } } }];
    const matrix = { ...run, victims: ['trader', 'redis'], rows, figures };
    const page = resultsPage({ rounds: {}, matrix: { 'workflow-first': matrix } });
    expect(page).toContain('| open send.after | 2 completed, 1 aborted | – |');
  });

  const data = join(projectRoot(), RESULTS_DATA);
  const text = (path: string) => readFileSync(path, 'utf8');
  it('that is published is what its data says, and was edited by nobody', () => {
    const page = join(projectRoot(), RESULTS_PAGE);
    const saying = existsSync(data) ? resultsPage(resultsSchema.parse(JSON.parse(text(data)))) : undefined;
    expect(existsSync(page) ? text(page) : undefined).toBe(saying);
  });
});
