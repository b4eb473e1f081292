import { sleep } from '@temporalio/workflow';
import type { TradePlan } from '../../domain/tradePlan';
import { trade as soundTrade } from '../../workflows/trade.workflow';
import type { TradeResult } from '../../workflows/messages';

/** The trade with a timer that its histories do not know: what a careless change looks like to Temporal. */
export async function trade(plan: TradePlan): Promise<TradeResult> {
  await sleep(1);
  return soundTrade(plan);
}
