import { Exact } from './money';
import type { Opportunity, Priority } from './opportunity';

const RANK: Readonly<Record<Priority, number>> = { emergency: 2, high: 1, normal: 0 };

/** Order of the queue, best first (negative = `a` before `b`): priority, net profit per unit of capital, then shortest life. */
export function compareOpportunities(a: Opportunity, b: Opportunity): number {
  const byPriority = RANK[b.priority] - RANK[a.priority];
  if (byPriority !== 0) return byPriority;
  const byReturn = profitPerCapital(b).comparedTo(profitPerCapital(a));
  return byReturn === 0 || byReturn === null ? a.expiresAtMs - b.expiresAtMs : byReturn;
}

function profitPerCapital(opportunity: Opportunity): Exact {
  return new Exact(opportunity.expectedNetProfitUsd).div(opportunity.notionalUsd);
}
