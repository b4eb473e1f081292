import { walkBook, type WalkedBook } from './bookWalk';
import type { Level } from './marketView';
import { Exact, asBps, ratioBps, type Bps, type Price, type Qty } from './money';
import type { Side } from './order';
import type { CostTerms, Edge } from './opportunity';

export interface EdgeOfSize {
  readonly edge: Edge;
  readonly buy: WalkedBook;
  readonly sell: WalkedBook;
}

/**
 * Edge of buying `qty` from `asks` and selling it into `bids`, both best first; gross rounds down, against us.
 * `undefined` where either book does not hold the size.
 */
export function edgeOfSize(
  qty: Qty,
  books: { readonly asks: readonly Level[]; readonly bids: readonly Level[] },
  costs: CostTerms,
): EdgeOfSize | undefined {
  const buy = walkBook(books.asks, qty);
  const sell = walkBook(books.bids, qty);
  if (buy === undefined || sell === undefined) return undefined;
  const grossBps = ratioBps(new Exact(sell.vwap).minus(buy.vwap), new Exact(buy.vwap), 'down');
  const netBps = asBps(new Exact(grossBps).minus(totalCostBps(costs)));
  return { edge: { grossBps, costs, netBps }, buy, sell };
}

/** Gross edge of trading `qty` on every leg at these prices: what the sells bring over what the buys cost, in bps, rounded down. */
export function grossOfLegsBps(
  legs: readonly { readonly side: Side; readonly price: Price }[],
  qty: Qty,
): Bps {
  const cash = (side: Side) =>
    legs
      .filter((leg) => leg.side === side)
      .reduce((sum, leg) => sum.plus(new Exact(leg.price).times(qty)), new Exact(0));
  const paid = cash('buy');
  return ratioBps(cash('sell').minus(paid), paid, 'down');
}

/** Σ of all cost terms, in bps, positive = against us. */
export function totalCostBps(costs: CostTerms): Bps {
  const total = Object.values<Bps>({ ...costs }).reduce((sum, term) => sum.plus(term), new Exact(0));
  return asBps(total);
}

/** Name of the largest cost term: the one that stopped an edge. */
export function largestCost(costs: CostTerms): string {
  const terms = Object.entries<Bps>({ ...costs });
  return terms.reduce((largest, term) => (new Exact(term[1]).gt(largest[1]) ? term : largest))[0];
}
