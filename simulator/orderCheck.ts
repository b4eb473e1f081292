import { Exact } from '../domain/money';
import type { MarketUnits } from './marketUnits';
import type { SimMarket, SimNewOrder, SimRejectReason } from './simulatedVenue';

/** A new order in integers, its form checked against the filters of its market. */
export interface CheckedOrder {
  readonly limitTicks: number | undefined;
  readonly size:
    { readonly kind: 'lots'; readonly lots: number } | { readonly kind: 'quote'; readonly quote: Exact };
}

export type OrderCheck =
  | { readonly kind: 'passed'; readonly order: CheckedOrder }
  | { readonly kind: 'failed'; readonly reason: SimRejectReason };

export interface MarketRules {
  readonly market: SimMarket;
  readonly units: MarketUnits;
  /** Values a market order for the minimum notional; `undefined` where the other side is empty. */
  readonly bestTicks: number | undefined;
}

/** Price, size and value against tick, lot, minimum and maximum; the book is not looked at but for the best price. */
export function checkOrder(order: SimNewOrder, rules: MarketRules): OrderCheck {
  const limitTicks = order.type === 'limit' ? rules.units.parseTicks(order.price ?? '') : undefined;
  if (order.type === 'limit' && limitTicks === undefined) return failed('priceTick');
  const valuedAt = limitTicks ?? rules.bestTicks;
  if (valuedAt === undefined) return failed('noLiquidity');
  return order.qty === undefined
    ? checkQuoteSize(order.quoteQty ?? '0', rules.market)
    : checkBaseSize(order.qty, rules, { limitTicks, valuedAt });
}

function checkQuoteSize(quoteQty: string, market: SimMarket): OrderCheck {
  const quote = new Exact(quoteQty);
  if (!quote.gte(market.minNotional) || quote.lte(0)) return failed('minNotional');
  return { kind: 'passed', order: { limitTicks: undefined, size: { kind: 'quote', quote } } };
}

function checkBaseSize(
  qty: string,
  { market, units }: MarketRules,
  price: { limitTicks: number | undefined; valuedAt: number },
): OrderCheck {
  if (new Exact(qty).lt(market.minQty)) return failed('minQty');
  if (new Exact(qty).gt(market.maxQty)) return failed('maxQty');
  const lots = units.parseLots(qty);
  if (lots === undefined) return failed('lotSize');
  if (units.quoteValue(price.valuedAt, lots).lt(market.minNotional)) return failed('minNotional');
  return { kind: 'passed', order: { limitTicks: price.limitTicks, size: { kind: 'lots', lots } } };
}

const failed = (reason: SimRejectReason): OrderCheck => ({ kind: 'failed', reason });
