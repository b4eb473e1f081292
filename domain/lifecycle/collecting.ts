import { COLLECTING_PATIENCE } from './patience';
import { isSpent, pauseAfter } from './stepping';
import { adopt, nextRequest, stored, type TradeProgress } from './tradeProgress';

/**
 * Collects fills until every order of the trade is final. An orphan ends it at once, for its clock runs;
 * `spent` = the venues have not told for so long that an operator must look.
 */
export async function collectUntilFinal(
  trade: TradeProgress,
): Promise<'final' | 'orphan' | 'interrupted' | 'spent'> {
  for (;;) {
    const request = nextRequest(trade, 'collectFills');
    const result = await trade.runtime.steps.collectFills(request);
    stored(trade, request.transitions);
    adopt(trade, result);
    if (result.situation.kind === 'orphan') return 'orphan';
    if (result.notFinal.length === 0) return 'final';
    if (isSpent(trade, 'collectFills', COLLECTING_PATIENCE)) return 'spent';
    if ((await pauseAfter(trade, 'collectFills', COLLECTING_PATIENCE)) === 'interrupted')
      return 'interrupted';
  }
}
