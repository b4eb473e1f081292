import { bookAndClose } from './closing';
import { collectUntilFinal } from './collecting';
import { UNWINDING_PATIENCE } from './patience';
import { isOvertaken, isSpent, pauseAfter, runStep } from './stepping';
import type { TradeProgress } from './tradeProgress';

/** `unwinding`: cancels and flattens until nothing is exposed and every order is final; ends loudly as `needs-operator`, never silently. */
export async function unwind(trade: TradeProgress): Promise<void> {
  if (isSpent(trade, 'unwindLegs', UNWINDING_PATIENCE))
    return bookAndClose(trade, 'needs-operator', `not flat after ${trade.attempts.unwindLegs} attempts`);
  const answer = await runStep(trade, 'unwindLegs');
  if (isOvertaken(trade)) return;
  if (answer === 'denied' || trade.facts.situation.kind === 'orphan') {
    await pauseAfter(trade, 'unwindLegs', UNWINDING_PATIENCE);
    return;
  }
  switch (await collectUntilFinal(trade)) {
    case 'orphan':
    case 'interrupted':
      return;
    case 'spent':
      return bookAndClose(trade, 'needs-operator', 'orders are not final');
    case 'final':
      return bookAndClose(trade, 'unwound', 'flat, every fill booked');
  }
}
