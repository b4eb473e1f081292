import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { tradeDetails } from '../domain/lifecycle/details';
import type { TradeControls } from '../domain/lifecycle/runtime';
import type { TradeFacts } from '../domain/lifecycle/tradeProgress';
import type { TradePlan } from '../domain/tradePlan';
import { outcomeKey, pnlUsdKey, tradeStateKey } from './messages';

export interface TradeDisplay {
  /** Marks that something has changed; nothing is sent yet. */
  touch(): void;
  /** Shows the trade as it is now: one search-attribute upsert per workflow task, and none where nothing has changed. */
  flush(): void;
}

/** What the Temporal Web UI shows of one trade. */
export function createTradeDisplay(
  plan: TradePlan,
  facts: Readonly<TradeFacts>,
  controls: Readonly<TradeControls>,
): TradeDisplay {
  let changed = false;
  return {
    touch() {
      changed = true;
    },
    flush() {
      if (!changed) return;
      changed = false;
      const { state, outcome, figures } = facts;
      upsertSearchAttributes([
        { key: tradeStateKey, value: state },
        ...(outcome === undefined ? [] : [{ key: outcomeKey, value: outcome }]),
        ...(figures === undefined ? [] : [{ key: pnlUsdKey, value: Number(figures.pnlUsd) }]),
      ]);
      setCurrentDetails(tradeDetails(plan, facts, controls));
    },
  };
}
