import { Exact } from '../../domain/money';
import type { SimPublicTrade, SimulatedVenue } from '../simulatedVenue';
import { amount } from './orderJson';

const DAY_MS = 86_400_000;

export const level = ([price, qty]: readonly [string, string]): [string, string] => [
  amount(price),
  amount(qty),
];

/** Best bid and ask in the REST form. */
export function bookTicker(venue: SimulatedVenue, symbol: string): Record<string, string> {
  const { bids, asks } = venue.snapshot(symbol, 1);
  const [bidPrice, bidQty] = level(bids[0] ?? ['0', '0']);
  const [askPrice, askQty] = level(asks[0] ?? ['0', '0']);
  return { symbol, bidPrice, bidQty, askPrice, askQty };
}

/** Figures over the trades that are kept, not over a true day. */
export function ticker24h(
  venue: SimulatedVenue,
  symbol: string,
  trades: readonly SimPublicTrade[],
): Record<string, unknown> {
  const nowMs = venue.nowMs();
  return {
    ...bookTicker(venue, symbol),
    ...priceFigures(trades),
    ...volumeFigures(trades),
    openTime: nowMs - DAY_MS,
    closeTime: nowMs,
    firstId: trades[0]?.tradeId ?? -1,
    lastId: trades.at(-1)?.tradeId ?? -1,
    count: trades.length,
  };
}

function priceFigures(trades: readonly SimPublicTrade[]): Record<string, string> {
  const prices = trades.map((trade) => new Exact(trade.price));
  const open = prices[0] ?? new Exact(0);
  const last = prices.at(-1) ?? open;
  const change = last.minus(open);
  return {
    priceChange: change.toFixed(8),
    priceChangePercent: open.isZero() ? '0.000' : change.div(open).times(100).toFixed(3),
    prevClosePrice: open.toFixed(8),
    openPrice: open.toFixed(8),
    lastPrice: last.toFixed(8),
    highPrice: Exact.max(open, ...prices).toFixed(8),
    lowPrice: Exact.min(open, ...prices).toFixed(8),
  };
}

function volumeFigures(trades: readonly SimPublicTrade[]): Record<string, string> {
  const volume = trades.reduce((sum, trade) => sum.plus(trade.qty), new Exact(0));
  const quote = trades.reduce((sum, { price, qty }) => sum.plus(new Exact(price).times(qty)), new Exact(0));
  return {
    weightedAvgPrice: volume.isZero() ? '0.00000000' : quote.div(volume).toFixed(8),
    lastQty: amount(trades.at(-1)?.qty ?? '0'),
    volume: volume.toFixed(8),
    quoteVolume: quote.toFixed(8),
  };
}
