import type { Denial, Opportunity } from '../domain/opportunity';
import { planTrade, type TradeTerms } from '../domain/planTrade';
import type { TradePlan } from '../domain/tradePlan';
import type { Clock } from '../runtime/clock';
import type { BackgroundTasks } from '../runtime/backgroundTask';
import { createOpportunityQueue } from '../streams/opportunityQueue';
import type { SlotCache, SlotRow } from './slotCache';

export interface TradeDeskDeps {
  readonly slots: SlotCache;
  readonly terms: TradeTerms;
  readonly maxConcurrentTrades: number;
  readonly queueLength: number;
  readonly clock: Clock;
  readonly tasks: BackgroundTasks;
  /** Why no trade may be started now, asked before a slot is taken; `undefined` where nothing speaks against it. */
  readonly refusal: () => Denial | undefined;
  /** Starts the trade, whichever way trades open. Rejects where nothing is known to have begun. */
  readonly startTrade: (plan: TradePlan) => Promise<unknown>;
  readonly onDenied: (opportunity: Opportunity, denial: Denial) => void;
}

export interface TradeDesk {
  offer(opportunity: Opportunity): void;
  /** News from the database: a slot may have become free for what waits. */
  onSlot(row: SlotRow): void;
  /** Starts nothing from now on. */
  close(): void;
}

/**
 * The capacity gate of a trader: each opportunity waits in the bounded queue until a slot of its pair and a place among the strategy's
 * concurrent trades are free. The rows in the database decide again when the trade begins.
 */
export function createTradeDesk(deps: TradeDeskDeps): TradeDesk {
  const { clock, slots, terms } = deps;
  const queue = createOpportunityQueue({ capacity: deps.queueLength, onDropped: deps.onDenied });
  let closed = false;

  function startWaiting(): void {
    while (!closed && slots.busy < deps.maxConcurrentTrades) {
      const next = queue.take(clock.nowMs());
      if (next === undefined) return;
      start(next);
    }
  }

  function start(opportunity: Opportunity): void {
    const refusal = deps.refusal();
    if (refusal !== undefined) {
      deps.onDenied(opportunity, refusal);
      return;
    }
    const { strategy, pairKey } = opportunity;
    const slot = slots.take(strategy, pairKey, clock.nowMs());
    if (slot === undefined) {
      deps.onDenied(opportunity, { code: 'SLOT_BUSY', figures: { pair: pairKey } });
      return;
    }
    const started = deps.startTrade(planTrade(opportunity, slot, terms)).catch((error: unknown) => {
      slots.release(strategy, pairKey, slot); // the same slot serves the next opportunity; had this one begun after all, it adopts it
      throw error;
    });
    deps.tasks.run('startTrade', started);
  }

  return {
    offer(opportunity) {
      if (closed) return;
      queue.offer(opportunity, clock.nowMs());
      startWaiting();
    },
    onSlot(row) {
      slots.apply(row);
      startWaiting();
    },
    close() {
      closed = true;
    },
  };
}
