import { bookAndClose } from './closing';
import { collectUntilFinal } from './collecting';
import { HEDGING_PATIENCE } from './patience';
import { isOvertaken, isSpent, pauseAfter, runStep } from './stepping';
import { isWatching, moveTo, type TradeProgress } from './tradeProgress';

/**
 * `settling`: closes what was held, waits until every order is final, books the result. A late fill is a new orphan. Where the replies carried
 * everything there is nothing to wait for, and the booking looks at the journal itself: it refuses what is not final after all.
 */
export function settle(trade: TradeProgress): Promise<void> {
  return trade.plan.hold === undefined ? collectAndBook(trade) : closeAndBook(trade);
}

async function closeAndBook(trade: TradeProgress): Promise<void> {
  if (await isPositionClosed(trade)) await collectAndBook(trade);
}

function collectAndBook(trade: TradeProgress): Promise<void> {
  const { facts } = trade;
  const isKnown = !isWatching(facts) && facts.situation.kind !== 'orphan';
  return isKnown ? bookSettled(trade) : collectThenBook(trade);
}

async function collectThenBook(trade: TradeProgress): Promise<void> {
  switch (await collectUntilFinal(trade)) {
    case 'interrupted':
      return;
    case 'orphan':
      moveTo(trade, 'hedging', 'one leg is filled beyond the other');
      return;
    case 'spent':
      return bookAndClose(trade, 'needs-operator', 'orders are not final');
    case 'final':
      return bookSettled(trade);
  }
}

function bookSettled(trade: TradeProgress): Promise<void> {
  return trade.facts.situation.kind === 'nothingFilled'
    ? bookAndClose(trade, 'aborted', 'nothing filled')
    : bookAndClose(trade, 'completed', 'every fill booked');
}

async function isPositionClosed(trade: TradeProgress): Promise<boolean> {
  if (isSpent(trade, 'closeLegs', HEDGING_PATIENCE)) {
    moveTo(trade, 'unwinding', `not closed after ${trade.attempts.closeLegs} attempts`);
    return false;
  }
  const answer = await runStep(trade, 'closeLegs');
  if (isOvertaken(trade)) return false;
  if (answer === 'known') return true;
  await pauseAfter(trade, 'closeLegs', HEDGING_PATIENCE);
  return false;
}
