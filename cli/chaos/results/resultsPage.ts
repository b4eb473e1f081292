import { timesText, tripsText, verdictText, type ChaosReport } from '../chaosReport';
import { OPENINGS } from '../../../config/schema';
import type { MatrixResults, Provenance, Results, RoundsResults } from './results';

const HEAD = `# Crash matrix

Written by \`./holdfast chaos --write-results\` from \`crash-matrix.json\`; edited by nobody. Every figure is the judge's: from the simulated
venues' own log, held against one snapshot of our books after every round, while trading goes on. Times are in milliseconds.

*Orphan*: one leg filled above dust without counterpart for more than 50 ms, or repaired. Its clock runs from the fill, from the return of a
venue that lost, refused or delayed orders or had no depth, or from the last repair that a venue took and could not fill within its bound;
*owner gone* = the trader was dead or frozen meanwhile; *part gone too* = PostgreSQL or the guard was away together with it, counted from
that part's return. *Hedge gap*: from the first fill of a trade to the one that matches it, as long as the venues could be reached.
*Recovery*: from \`kill -9\` to the first progress of any trade.
`;

/** The page as Markdown; the same results give the same text. */
export function resultsPage(results: Results): string {
  const sections = OPENINGS.flatMap((opening) => {
    const [rounds, matrix] = [results.rounds[opening], results.matrix[opening]];
    return [
      ...(rounds === undefined ? [] : [roundsSection(rounds)]),
      ...(matrix === undefined ? [] : [matrixSection(matrix)]),
    ];
  });
  return [HEAD, ...sections].join('\n');
}

function roundsSection(results: RoundsResults): string {
  return [
    `## ${results.figures.rounds} random rounds, ${results.opening}`,
    provenanceText(results),
    figuresTable(results.figures),
    '',
  ].join('\n\n');
}

function matrixSection(results: MatrixResults): string {
  const { victims, rows } = results;
  const table = [
    `| killed at | ${victims.join(' | ')} |`,
    `|---|${victims.map(() => '---').join('|')}|`,
    ...rows.map(
      ({ place, outcomes }) =>
        `| ${place} | ${victims.map((victim) => outcomesText(outcomes[victim])).join(' | ')} |`,
    ),
  ].join('\n');
  return [
    `## Kill matrix, ${results.opening}`,
    provenanceText(results),
    'How the trade ended that was at the place when the process of the column was killed:',
    table,
    figuresTable(results.figures),
    '',
  ].join('\n\n');
}

const provenanceText = ({ date, commit, machine, command, seed }: Provenance): string =>
  `\`${command}\`, seed ${seed}, commit ${commit}, ${date}, on ${machine}.`;

function outcomesText(outcomes: Readonly<Record<string, number>> | undefined): string {
  if (outcomes === undefined) return '–';
  return Object.entries(outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}

function figuresTable(figures: ChaosReport): string {
  const { orphanMs } = figures;
  const rows: (readonly [string, string])[] = [
    ['trades closed', String(figures.trades)],
    ['duplicates', String(figures.duplicates)],
    ['uncounted fills', String(figures.uncountedFills)],
    ['ledger differences', String(figures.ledgerDifferences)],
    ['stuck trades', String(figures.stuckTrades)],
    ['orphans, owner alive', timesText(orphanMs)],
    ['orphans, owner gone', timesText(orphanMs.ownerGone)],
    ['orphans, part gone too', timesText(orphanMs.partGone)],
    ['exposure gone before the venue was back', timesText(orphanMs.venueAway)],
    ['hedge gap', timesText(figures.hedgeGapMs)],
    ...Object.entries(figures.recoveryMs).map(
      ([name, times]) => [`recovery, ${name}`, timesText(times)] as const,
    ),
    ['breakers tripped', tripsText(figures.breakerTrips)],
    ['verdict', `**${verdictText(figures)}**`],
  ];
  return ['| figure | value |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join(
    '\n',
  );
}
