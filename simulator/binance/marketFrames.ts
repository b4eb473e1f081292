import type { SimPublicTrade, SimTop } from '../simulatedVenue';
import { amount } from './orderJson';

/** The spot book ticker has no event time. */
export function bookTickerFrame(top: SimTop): string {
  const [bid, bidQty] = top.bid;
  const [ask, askQty] = top.ask;
  return JSON.stringify({
    u: top.updateId,
    s: top.symbol,
    b: amount(bid),
    B: amount(bidQty),
    a: amount(ask),
    A: amount(askQty),
  });
}

export function tradeFrame(trade: SimPublicTrade, nowMs: number): string {
  return JSON.stringify({
    e: 'trade',
    E: nowMs,
    s: trade.symbol,
    t: trade.tradeId,
    p: amount(trade.price),
    q: amount(trade.qty),
    T: trade.timeMs,
    m: trade.takerSide === 'sell',
    M: true,
  });
}
