import { Exact, ratioBps, type Bps, type Price, type Qty } from './money';
import type { Side } from './order';
import type { CostTerms } from './opportunity';

/** Σ of all cost terms, in bps. */
export function totalCostsBps(costs: CostTerms): Exact {
  return Object.values(costs).reduce<Exact>((sum, term: Bps) => sum.plus(term), new Exact(0));
}

/** Gross edge of trading `qty` on every leg at these prices: what the sells bring over what the buys cost, in bps, rounded down. */
export function grossEdgeBps(legs: readonly { readonly side: Side; readonly price: Price }[], qty: Qty): Bps {
  const cash = (side: Side) =>
    legs
      .filter((leg) => leg.side === side)
      .reduce((sum, leg) => sum.plus(new Exact(leg.price).times(qty)), new Exact(0));
  const paid = cash('buy');
  return ratioBps(cash('sell').minus(paid), paid, 'down');
}
