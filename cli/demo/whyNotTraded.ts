import type { RefusedDiscoveries } from '../../storage/runReports';
import { tableText } from '../table';

/** What detection found and did not trade: one row for each reason, with the best candidate and the cost term that stopped it. */
export function whyNotTradedText(refused: readonly RefusedDiscoveries[], terminal: boolean): string {
  if (refused.length === 0) return 'Nothing was found that came near a trade.';
  const rows = refused.map(({ symbol, reason, seen, bestGrossBps, figures }) => [
    symbol,
    reason,
    String(seen),
    bestGrossBps === undefined ? '-' : Number(bestGrossBps).toFixed(2),
    stoppedBy(figures),
  ]);
  const columns = [
    { title: 'symbol' },
    { title: 'not traded because' },
    { title: 'times', align: 'right' as const },
    { title: 'best gross bps', align: 'right' as const },
    { title: 'stopped by' },
  ];
  return tableText(columns, rows, terminal);
}

/** The cost term that detection names, else the largest cost among the figures. */
export function stoppedBy(figures: Readonly<Record<string, string>>): string {
  const named = figures['stoppedBy'];
  if (named !== undefined) return withFigure(named, figures[named]);
  const costs = Object.entries(figures).filter(([key]) =>
    /(fee|buffer|funding|conversion|rebalancing)\w*bps$/i.test(key),
  );
  const [largest] = costs.sort(([, a], [, b]) => Number(b) - Number(a));
  return largest === undefined ? '-' : withFigure(...largest);
}

const withFigure = (term: string, figure: string | undefined): string =>
  figure === undefined ? term : `${term} ${figure}`;
