import { Exact } from '../../domain/money';
import type { SimPublicTrade, SimulatedVenue } from '../simulatedVenue';

/** Figures of the topic `tickers`, over the trades that are kept and not over a true day. */
export function tickerJson(symbol: string, trades: readonly SimPublicTrade[]): Record<string, string> {
  const prices = trades.map((trade) => new Exact(trade.price));
  const first = prices[0] ?? new Exact(0);
  const last = prices.at(-1) ?? first;
  const volume = trades.reduce((sum, trade) => sum.plus(trade.qty), new Exact(0));
  const turnover = trades.reduce(
    (sum, { price, qty }) => sum.plus(new Exact(price).times(qty)),
    new Exact(0),
  );
  return {
    symbol,
    lastPrice: last.toFixed(),
    highPrice24h: Exact.max(first, ...prices).toFixed(),
    lowPrice24h: Exact.min(first, ...prices).toFixed(),
    prevPrice24h: first.toFixed(),
    volume24h: volume.toFixed(),
    turnover24h: turnover.toFixed(),
    price24hPcnt: first.isZero() ? '0' : last.div(first).minus(1).decimalPlaces(4).toFixed(),
    usdIndexPrice: '',
  };
}

/** The REST form adds the best bid and ask. */
export function restTickerJson(
  venue: SimulatedVenue,
  symbol: string,
  trades: readonly SimPublicTrade[],
): Record<string, string> {
  const { bids, asks } = venue.snapshot(symbol, 1);
  const [bid1Price, bid1Size] = bids[0] ?? ['', ''];
  const [ask1Price, ask1Size] = asks[0] ?? ['', ''];
  return { ...tickerJson(symbol, trades), bid1Price, bid1Size, ask1Price, ask1Size };
}
