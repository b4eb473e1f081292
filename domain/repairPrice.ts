import type { Instrument } from './instrument';
import { asPrice, ceilToStep, Exact, floorToStep, type Price } from './money';
import type { OpportunityLeg } from './opportunity';
import type { Side } from './order';

/** How far a repair may go from the price of the decision. */
export interface RepairBounds {
  readonly startBps: string;
  readonly widenBps: string;
  readonly maxBps: string;
}

/** Bound in bps of the n-th try past the orphan's due time; 0 tries = the worst case that was computed before opening. */
export function repairBoundBps(bounds: RepairBounds, triesPastDue: number): Exact {
  return Exact.min(bounds.maxBps, new Exact(bounds.widenBps).times(triesPastDue).plus(bounds.startBps));
}

/** Worst price for a repair of `side` on this leg's instrument: the opposite top at the decision, moved against us by the bound, on the tick grid. */
export function repairLimit(
  leg: OpportunityLeg,
  { side, boundBps, tickSize }: { side: Side; boundBps: Exact; tickSize: Instrument['tickSize'] },
): Price {
  const fraction = boundBps.div(10_000);
  if (side === 'buy') return asPrice(ceilToStep(new Exact(leg.bestAsk).times(fraction.plus(1)), tickSize));
  return asPrice(floorToStep(new Exact(leg.bestBid).times(new Exact(1).minus(fraction)), tickSize));
}
