import { bookAndClose } from './closing';
import { carryOn } from './holding';
import { isOvertaken, runStep } from './stepping';
import { isWatching, moveTo, type TradeProgress } from './tradeProgress';

/** `opening`: every order of the opening is known or watched; decides what comes next. */
export function leaveOpening(trade: TradeProgress): Promise<void> | undefined {
  if (!mayChase(trade)) return leave(trade);
  moveTo(trade, 'chasing', 'a rest is unfilled');
  return undefined;
}

/**
 * `chasing`: one re-priced attempt; stays for the next while there is a rest, time and leave to take it. Where the books hold no price for
 * the rest, the next attempt would find the same ones a moment later, and an orphan can't wait for better.
 */
export async function chase(trade: TradeProgress): Promise<void> {
  const answer = await runStep(trade, 'chaseLegs');
  if (isOvertaken(trade)) return;
  if (answer === 'denied' || foundNoPrice(trade) || !mayChase(trade)) await leave(trade);
}

const foundNoPrice = ({ facts, runtime }: TradeProgress): boolean =>
  facts.repair === 'none' && runtime.has('chase-ends-without-price');

/**
 * A chase adds risk or completes a leg, so it needs: something unfilled beside something filled, no order whose fate is open (it could
 * fill twice), no pause, attempts left, and time: of the opening, and of the orphan's share where there is one.
 */
function mayChase({ plan, runtime, facts, attempts }: TradeProgress): boolean {
  const { situation } = facts;
  if (attempts.chaseLegs >= plan.deadlines.maxChases) return false;
  if (runtime.controls.paused || isWatching(facts)) return false;
  if (facts.knownAtMs - facts.startedAtMs >= plan.deadlines.openingMs) return false;
  switch (situation.kind) {
    case 'nothingFilled':
      return false;
    case 'matched':
      return !situation.complete;
    case 'orphan':
      return facts.knownAtMs - situation.knownAtMs < plan.deadlines.orphanChaseMs;
  }
}

function leave(trade: TradeProgress): Promise<void> | undefined {
  const { situation } = trade.facts;
  switch (situation.kind) {
    case 'orphan':
      moveTo(trade, 'hedging', 'one leg is filled beyond the other');
      return undefined;
    case 'matched':
      carryOn(trade, situation.complete ? 'all legs filled' : 'filled in part, rest given up');
      return undefined;
    case 'nothingFilled':
      if (!isWatching(trade.facts)) return bookAndClose(trade, 'aborted', 'nothing filled');
      moveTo(trade, 'settling', 'nothing filled as far as known');
      return undefined;
  }
}
