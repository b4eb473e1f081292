import { carryOn } from './holding';
import { HEDGING_PATIENCE } from './patience';
import { isOvertaken, isSpent, pauseAfter, runStep } from './stepping';
import { moveTo, type TradeProgress } from './tradeProgress';

/** `hedging`: one attempt to complete the missing leg or reduce the filled one; the step chooses and widens with the attempt. */
export async function hedge(trade: TradeProgress): Promise<void> {
  if (isSpent(trade, 'removeOrphan', HEDGING_PATIENCE)) {
    moveTo(trade, 'unwinding', `orphan still there after ${trade.attempts.removeOrphan} attempts`);
    return;
  }
  const answer = await runStep(trade, 'removeOrphan');
  if (isOvertaken(trade)) return;
  if (answer === 'known' && trade.facts.situation.kind !== 'orphan') carryOn(trade, 'orphan removed');
  else await pauseAfter(trade, 'removeOrphan', HEDGING_PATIENCE);
}
