import { isOpen } from './orderStore';
import type { SimulatedVenue } from './simulatedVenue';
import type { FaultPlan } from './faultPlan';
import type { VenueState } from './venueState';

export interface OrderReadsDeps {
  readonly state: VenueState;
  readonly deps: { readonly faults: FaultPlan };
  readonly nowMs: () => number;
}

export type OrderReads = Pick<SimulatedVenue, 'order' | 'openOrders' | 'orders' | 'fills' | 'balances'>;

/** What an account may ask. Orders and fills lag by the planted read lag, as replicas of real venues do; balances never. */
export function createOrderReads({ state, deps, nowMs }: OrderReadsDeps): OrderReads {
  /** Without lag no clock is asked: a skewed clock must not hide what was recorded before the skew. */
  function asOfMs(): number {
    const lagMs = deps.faults.readLagMs();
    return lagMs === 0 ? Number.POSITIVE_INFINITY : nowMs() - lagMs;
  }

  return {
    order: (accountId, ref) => state.orders.find(accountId, ref, asOfMs()),
    openOrders: (accountId, symbol) => state.orders.list(accountId, symbol, asOfMs()).filter(isOpen),
    orders: (accountId, symbol, limit) => state.orders.list(accountId, symbol, asOfMs()).slice(-limit),
    fills: (accountId, filter) => {
      const { symbol, orderId, sinceMs = 0 } = filter;
      const wanted = state.orders
        .fills(accountId, asOfMs())
        .filter((fill) => symbol === undefined || fill.symbol === symbol)
        .filter((fill) => orderId === undefined || fill.orderId === orderId)
        .filter((fill) => fill.timeMs >= sinceMs);
      return filter.limit === undefined ? wanted : wanted.slice(-filter.limit);
    },
    balances: (accountId) => state.accounts.balances(accountId),
  };
}
