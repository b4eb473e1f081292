import { Exact } from '../domain/money';
import type { RecordOf } from './judgeLog';
import type { MarketUnits } from './marketUnits';
import type { SimMarket, SimOrder } from './simulatedVenue';

export interface FillFacts {
  readonly order: Pick<SimOrder, 'orderId' | 'clientOrderId' | 'accountId' | 'symbol' | 'side'>;
  readonly tradeId: number;
  readonly ticks: number;
  readonly lots: number;
  readonly liquidity: 'maker' | 'taker';
  readonly timeMs: number;
}

/** The record of one fill. The fee is a share of what is received, in that asset, rounded up to its eighth decimal as venues do. */
export function fillRecord(
  venue: string,
  { market, units }: { market: SimMarket; units: MarketUnits },
  facts: FillFacts,
): RecordOf<'filled'> {
  const { order, tradeId, liquidity, timeMs } = facts;
  const qty = units.formatQty(facts.lots);
  const quote = units.quoteValue(facts.ticks, facts.lots);
  const feeBps = liquidity === 'maker' ? market.makerFeeBps : market.takerFeeBps;
  const received = order.side === 'buy' ? new Exact(qty) : quote;
  return {
    kind: 'filled',
    venue,
    accountId: order.accountId,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    timeMs,
    tradeId,
    side: order.side,
    price: units.formatPrice(facts.ticks),
    qty,
    quote: quote.toFixed(),
    base: market.base,
    quoteAsset: market.quote,
    fee: new Exact(received.times(feeBps).div(10_000).toFixed(8, Exact.ROUND_UP)).toFixed(),
    feeAsset: order.side === 'buy' ? market.base : market.quote,
    liquidity,
  };
}
