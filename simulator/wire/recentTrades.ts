import type { SimPublicTrade, SimulatedVenue } from '../simulatedVenue';

const KEPT = 1_000;

/** The last public trades of each market, oldest first. */
export interface RecentTrades {
  of(symbol: string, limit: number): readonly SimPublicTrade[];
  stop(): void;
}

export function createRecentTrades(venue: SimulatedVenue): RecentTrades {
  const bySymbol = new Map<string, SimPublicTrade[]>();

  function keep(trade: SimPublicTrade): void {
    const trades = bySymbol.get(trade.symbol) ?? [];
    if (trades.length === 0) bySymbol.set(trade.symbol, trades);
    trades.push(trade);
    if (trades.length > 2 * KEPT) trades.splice(0, trades.length - KEPT);
  }

  venue.on('trade', keep);
  return {
    of: (symbol, limit) => (bySymbol.get(symbol) ?? []).slice(-Math.min(limit, KEPT)),
    stop: () => {
      venue.off('trade', keep);
    },
  };
}
