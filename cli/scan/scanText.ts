import type { Opportunity } from '../../domain/opportunity';
import type { Discovery } from '../../streams/discoveryLog';
import type { PairSpread } from '../../streams/shardMessages';
import { tableText } from '../table';
import { clockText, venuesText } from '../trades/tradeLine';

/** One found opportunity on one line. */
export function opportunityText(found: Opportunity): string {
  const { edge, symbol, pairKey, qty, notionalUsd, expectedNetProfitUsd } = found;
  const size = `${qty} for ${Number(notionalUsd).toFixed(0)} USD`;
  const figures = `gross ${edge.grossBps} bps, net ${edge.netBps} bps, expected ${Number(expectedNetProfitUsd).toFixed(4)} USD`;
  return [clockText(found.detectedAtMs), symbol, venuesText(pairKey), figures, size].join('  ');
}

/** Spread of each pair and direction over the scan, widest first, in bps of the buy price. */
export function spreadsText(spreads: readonly PairSpread[], terminal: boolean): string {
  const rows = [...spreads]
    .filter((spread) => spread.count > 0)
    .sort((a, b) => b.maxBps - a.maxBps)
    .map(({ pairKey, count, meanBps, maxBps, currentBps }) => [
      pairKey,
      String(count),
      ...[meanBps, maxBps, currentBps].map((bps) => bps.toFixed(2)),
    ]);
  const figures = ['looks', 'mean bps', 'best bps', 'now bps'];
  const columns = [{ title: 'pair' }, ...figures.map((title) => ({ title, align: 'right' as const }))];
  return tableText(columns, rows, terminal);
}

/** How often each reason kept a candidate from being an opportunity, most frequent first. */
export function reasonsText(reasons: ReadonlyMap<string, number>): string {
  const lines = [...reasons].sort(([, a], [, b]) => b - a).map(([code, times]) => `  ${times} × ${code}`);
  return lines.length === 0 ? 'No candidate was refused.' : ['Refused:', ...lines].join('\n');
}

/** Adds refusals to the counts, those left out of the log included. */
export function countReasons(reasons: Map<string, number>, discoveries: readonly Discovery[]): void {
  for (const { denial, suppressed } of discoveries)
    reasons.set(denial.code, (reasons.get(denial.code) ?? 0) + suppressed + 1);
}
