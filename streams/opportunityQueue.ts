import type { Denial, Opportunity } from '../domain/opportunity';
import { compareOpportunities } from '../domain/opportunityRank';

export interface OpportunityQueueDeps {
  readonly capacity: number;
  readonly onDropped: (opportunity: Opportunity, denial: Denial) => void;
}

/** Opportunities that wait for a slot: bounded, best first, one per pair and direction. */
export interface OpportunityQueue {
  readonly size: number;
  offer(opportunity: Opportunity, nowMs: number): void;
  /** The best one that is still alive. */
  take(nowMs: number): Opportunity | undefined;
}

export function createOpportunityQueue({ capacity, onDropped }: OpportunityQueueDeps): OpportunityQueue {
  let waiting: Opportunity[] = [];

  function dropExpired(nowMs: number): void {
    const expired = waiting.filter(({ expiresAtMs }) => expiresAtMs <= nowMs);
    if (expired.length === 0) return;
    waiting = waiting.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
    for (const one of expired)
      onDropped(one, { code: 'QUEUE_EXPIRED', figures: { expiresAtMs: String(one.expiresAtMs) } });
  }

  return {
    get size() {
      return waiting.length;
    },
    offer(opportunity, nowMs) {
      dropExpired(nowMs);
      waiting = waiting.filter(({ pairKey }) => pairKey !== opportunity.pairKey); // an update, not a second one
      waiting.push(opportunity);
      waiting.sort(compareOpportunities);
      const pushedOut = waiting.length > capacity ? waiting.pop() : undefined;
      if (pushedOut !== undefined)
        onDropped(pushedOut, { code: 'QUEUE_FULL', figures: { capacity: String(capacity) } });
    },
    take(nowMs) {
      dropExpired(nowMs);
      return waiting.shift();
    },
  };
}
