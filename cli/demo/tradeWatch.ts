import { createLiveView } from '../liveView';
import type { Output } from '../output';
import { pause } from '../../runtime/pause';
import { tableText } from '../table';
import { stateText, tradeCells, tradeSentence, TRADE_COLUMNS } from '../trades/tradeLine';
import type { TradeLine, TradeReports } from '../../storage/tradeReports';

export interface TradeWatch {
  readonly reports: Pick<TradeReports, 'list'>;
  readonly output: Output;
  /** Redraw a table in place; else append a line for each trade that ends. */
  readonly redraws: boolean;
  /** Trades opened before are of an earlier run. */
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly stop: AbortSignal;
  /** Lines below the table, as they are now. */
  readonly below?: () => readonly string[];
  /** Where each line goes that is appended: stdout for people, stderr with `--json`. */
  readonly append: (line: string) => void;
}

const REDRAW_MS = 500;
const SHOWN_TRADES = 12;
const SHOWN_DENIALS = 3;
/** More than a run on one machine can open between two looks. */
const ALL = 100_000;

/** Shows the run's trades until it ends: a table redrawn in place on a terminal, one appended line for each closed trade elsewhere. */
export async function watchTrades(watch: TradeWatch): Promise<void> {
  const show = watch.redraws ? redraw(watch) : append(watch);
  while (!watch.stop.aborted && Date.now() < watch.untilMs) {
    const trades = await readRun(watch);
    if (trades !== undefined) show(trades);
    await pause(Math.min(REDRAW_MS, watch.untilMs - Date.now()), watch.stop);
  }
}

/** `undefined` while the database is away: a demo of crashes must survive them itself. */
async function readRun({ reports, sinceMs }: TradeWatch): Promise<TradeLine[] | undefined> {
  try {
    const trades = await reports.list({ limit: ALL, touchedSinceMs: sinceMs });
    return trades.filter((trade) => trade.openedAtMs >= sinceMs || trade.outcome === undefined);
  } catch {
    return undefined;
  }
}

function redraw({ output, untilMs, below = () => [] }: TradeWatch): (trades: readonly TradeLine[]) => void {
  const view = createLiveView(output);
  return (trades) => {
    const table = tableText(TRADE_COLUMNS, trades.slice(0, SHOWN_TRADES).map(tradeCells), true);
    const left = Number.isFinite(untilMs)
      ? `  ${Math.max(0, Math.ceil((untilMs - Date.now()) / 1_000))} s left`
      : '  Ctrl-C ends it';
    view.draw([table, countsText(trades) + left, ...below(), ...latestDenials(trades)].join('\n'));
  };
}

function append({ append: appendLine }: TradeWatch): (trades: readonly TradeLine[]) => void {
  const told = new Set<string>();
  return (trades) => {
    for (const trade of [...trades].reverse()) {
      if (trade.outcome === undefined || told.has(trade.tradeId)) continue;
      told.add(trade.tradeId);
      appendLine(tradeSentence(trade));
    }
  };
}

/** `12 completed, 3 denied, 1 opening`: every outcome or state that occurs, most frequent first. */
export function countsText(trades: readonly Pick<TradeLine, 'state' | 'outcome'>[]): string {
  const counts = new Map<string, number>();
  for (const trade of trades) counts.set(stateText(trade), (counts.get(stateText(trade)) ?? 0) + 1);
  if (counts.size === 0) return 'no trades yet';
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

function latestDenials(trades: readonly TradeLine[]): string[] {
  return trades
    .flatMap((trade) => (trade.denial === undefined ? [] : `denied: ${trade.denial}`))
    .slice(0, SHOWN_DENIALS);
}
