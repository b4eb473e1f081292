import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { tradeDetails } from '../domain/lifecycle/details';
import type { TradeControls } from '../domain/lifecycle/runtime';
import type { TradeFacts } from '../domain/lifecycle/tradeProgress';
import type { TradePlan } from '../domain/tradePlan';
import { outcomeKey, pnlUsdKey, tradeStateKey } from './messages';

/**
 * What the Temporal Web UI shows of one trade. The function returned shows the trade as it is now; called once at the end of a workflow task,
 * it makes one search-attribute upsert there, and none where the state is the same.
 */
export function createTradeDisplay(
  plan: TradePlan,
  facts: Readonly<TradeFacts>,
  controls: Readonly<TradeControls>,
): () => void {
  let shownState = 'validating'; // the state that the start set
  return () => {
    setCurrentDetails(tradeDetails(plan, facts, controls));
    const { state, outcome, figures } = facts;
    if (state === shownState) return;
    shownState = state;
    upsertSearchAttributes([
      { key: tradeStateKey, value: state },
      ...(outcome === undefined ? [] : [{ key: outcomeKey, value: outcome }]),
      ...(figures === undefined ? [] : [{ key: pnlUsdKey, value: Number(figures.pnlUsd) }]),
    ]);
  };
}
