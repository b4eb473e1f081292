import { createRateWindow, type RateWindow } from '../wire/rateWindow';
import { tooManyOrders, tooManyRequests } from './binanceError';

export interface BinanceLimits {
  readonly weightPerMinute: number;
  readonly ordersPer10s: number;
}

/** What the venue grants an ordinary account. */
const BINANCE_LIMITS: BinanceLimits = { weightPerMinute: 6_000, ordersPer10s: 100 };

/** The venue's real limits, multiplied for load tests. */
export const scaledLimits = (scale: number): BinanceLimits => ({
  weightPerMinute: BINANCE_LIMITS.weightPerMinute * scale,
  ordersPer10s: BINANCE_LIMITS.ordersPer10s * scale,
});

/** Weight is counted for the address (loopback is one address), orders for the account. */
export interface BinanceRateLimits {
  readonly limits: BinanceLimits;
  /** @throws BinanceError -1003 */
  chargeWeight(weight: number, nowMs: number): void;
  /** @throws BinanceError -1015 */
  chargeOrder(accountId: string, nowMs: number): void;
  /** The live counters that go with every answer. */
  headers(accountId: string | undefined, nowMs: number): Record<string, string>;
  ordersUsed(accountId: string, nowMs: number): number;
}

export function createBinanceRateLimits(limits: BinanceLimits): BinanceRateLimits {
  const weights = createRateWindow(60_000, limits.weightPerMinute);
  const ordersByAccount = new Map<string, RateWindow>();

  function ordersOf(accountId: string): RateWindow {
    const known = ordersByAccount.get(accountId);
    if (known !== undefined) return known;
    const created = createRateWindow(10_000, limits.ordersPer10s);
    ordersByAccount.set(accountId, created);
    return created;
  }

  return {
    limits,
    chargeWeight(weight, nowMs) {
      if (weights.add(weight, nowMs) > weights.limit) throw tooManyRequests(weights.resetInMs(nowMs));
    },
    chargeOrder(accountId, nowMs) {
      const orders = ordersOf(accountId);
      if (orders.add(1, nowMs) > orders.limit) throw tooManyOrders(orders.resetInMs(nowMs), orders.limit);
    },
    headers(accountId, nowMs) {
      const weight = { 'x-mbx-used-weight-1m': String(weights.used(nowMs)) };
      if (accountId === undefined) return weight;
      return { ...weight, 'x-mbx-order-count-10s': String(ordersOf(accountId).used(nowMs)) };
    },
    ordersUsed: (accountId, nowMs) => ordersOf(accountId).used(nowMs),
  };
}
