import { UNWINDING_PATIENCE } from './patience';
import { pauseAfter } from './stepping';
import type { TradeOutcome } from './tradeState';
import { adopt, apply, moveTo, nextRequest, recordOf, stored, type TradeProgress } from './tradeProgress';

/**
 * Books the trade and closes it with the same commit, which also stores the closing transition. Refused where another party holds the trade
 * or something is not final after all: then the trade stays in its state and looks again.
 */
export async function bookAndClose(
  trade: TradeProgress,
  outcome: TradeOutcome,
  cause: string,
): Promise<void> {
  const closing = recordOf(trade, 'closed', { cause: `${outcome}: ${cause}`, figures: {} });
  const request = nextRequest(trade, 'bookResult');
  const result = await trade.runtime.steps.bookResult({
    ...request,
    outcome,
    transitions: [...request.transitions, closing],
  });
  switch (result.kind) {
    case 'booked':
      stored(trade, request.transitions);
      trade.facts.epoch = result.epoch;
      trade.facts.outcome = result.outcome;
      trade.facts.figures = result.figures;
      apply(trade, closing);
      return;
    case 'fenced':
    case 'collected':
      adopt(trade, result);
      if (trade.facts.state === 'opening' || trade.facts.state === 'chasing')
        moveTo(trade, 'settling', 'booking refused');
      else if (result.situation.kind !== 'orphan') await pauseAfter(trade, 'bookResult', UNWINDING_PATIENCE);
  }
}

/** Follows a trade that another party has closed: its outcome stands, nothing is booked again. */
export function closedElsewhere(trade: TradeProgress): boolean {
  const { outcome, state } = trade.facts;
  if (outcome === undefined) return false;
  if (state === 'hedging' || state === 'holding') moveTo(trade, 'settling', 'closed by another party');
  moveTo(trade, 'closed', `${outcome}: closed by another party`);
  return true;
}
