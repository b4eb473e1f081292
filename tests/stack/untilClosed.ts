import type { TradeOutcome } from '../../domain/lifecycle/tradeState';
import type { TradeLine } from '../../storage/tradeReports';
import type { TestStack } from './testStack';
import { until } from '../../cli/chaos/stack/until';

export interface ClosedTrades {
  readonly outcome: TradeOutcome;
  readonly count: number;
  /** Trades opened before do not count. */
  readonly sinceMs?: number;
}

/** Waits until so many trades have closed with this outcome, and returns them. */
export function untilClosed(
  { session }: Pick<TestStack, 'session'>,
  { outcome, count, sinceMs = 0 }: ClosedTrades,
): Promise<TradeLine[]> {
  return until(
    `${count} trades closed as ${outcome}`,
    async () => {
      const trades = await session.reports.list({ limit: 10_000, touchedSinceMs: sinceMs });
      const closed = trades.filter((trade) => trade.outcome === outcome && trade.openedAtMs >= sinceMs);
      return closed.length >= count ? closed : undefined;
    },
    60_000,
  );
}

/** Waits until this one trade is closed, however it ended. */
export function untilThisCloses(
  { session }: Pick<TestStack, 'session'>,
  tradeId: string,
): Promise<TradeOutcome> {
  return until(`${tradeId} to close`, async () => {
    const trades = await session.reports.list({ limit: 10_000 });
    return trades.find((trade) => trade.tradeId === tradeId)?.outcome;
  });
}
