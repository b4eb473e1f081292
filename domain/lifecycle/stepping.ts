import type { StepResult } from './steps';
import { waitAfterMs, type Patience } from './patience';
import { reasonToUnwind } from './stopRules';
import { adopt, nextRequest, stored, type CountedStep, type TradeProgress } from './tradeProgress';

/** What begin says while everything is frozen. */
const FROZEN = 'CONTROL_FROZEN';
/** Each look costs half a dozen events of history; an operator who lifts a freeze waits this long at most. */
const FROZEN_WAIT_MS = 10_000;

/** Steps that answer with a position. */
type PositionStep = Exclude<CountedStep, 'collectFills' | 'bookResult'>;

/** Runs the next attempt of a step and adopts what it found; `denied` = it was not begun and nothing has changed. */
export async function runStep(trade: TradeProgress, step: PositionStep): Promise<'known' | 'denied'> {
  const request = nextRequest(trade, step);
  const result: StepResult = await trade.runtime.steps[step](request);
  if (result.kind === 'denied') {
    trade.facts.denial = result.denial;
    if (result.denial.code === FROZEN && step !== 'chaseLegs') await sitOut(trade, step);
    return 'denied';
  }
  stored(trade, request.transitions);
  adopt(trade, result);
  return 'known';
}

/** A freeze stops what reduces, too, for as long as an operator wants it: it uses up no patience, and nobody gives up because of it. */
async function sitOut(trade: TradeProgress, step: PositionStep): Promise<void> {
  trade.attempts[step] -= 1;
  await trade.runtime.waitFor(() => isOvertaken(trade), FROZEN_WAIT_MS);
}

/** True where the result of a step puts an end to the state's own plan: another party closed the trade, or it has to unwind. */
export function isOvertaken({ facts, runtime }: TradeProgress): boolean {
  return facts.outcome !== undefined || reasonToUnwind(facts, runtime.controls) !== undefined;
}

export function isSpent(trade: TradeProgress, step: CountedStep, patience: Patience): boolean {
  return trade.attempts[step] >= patience.attempts;
}

/** Waits before the next attempt of `step`, longer each time; ends at once when the trade is overtaken. */
export async function pauseAfter(
  trade: TradeProgress,
  step: CountedStep,
  patience: Patience,
): Promise<'over' | 'interrupted'> {
  const waitMs = waitAfterMs(trade.attempts[step], patience);
  const interrupted = await trade.runtime.waitFor(() => isOvertaken(trade), waitMs);
  return interrupted ? 'interrupted' : 'over';
}
