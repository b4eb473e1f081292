import type { StepResult } from '../domain/lifecycle/steps';
import type { TradeId } from '../domain/tradePlan';
import type { BeginAnswer, BegunStep } from './journal';
import { withFacts } from './knownTrade';
import { askForOpen } from './openOrders';
import { positionResult } from './results';
import type { StepDeps } from './stepDeps';
import { adoptFenced, readTrade, storeResult } from './storeResult';

const POLL_MS = 25;
/** How long past its deadline a step may stand without a result that we can take or read: longer than the guard's head start. */
const PATIENCE_MS = 2_500;
/** How long a takeover looks for orders before it hands what is still open to settling. */
const TAKEOVER_RESOLVE_MS = 900;

/** What a caller does whose begin did not write the step: it sends nothing and adopts what stands. */
export async function adoptStanding(
  deps: StepDeps,
  tradeId: TradeId,
  begun: Exclude<BeginAnswer, { kind: 'inserted' }>,
): Promise<StepResult> {
  switch (begun.kind) {
    case 'denied':
      return { kind: 'denied', denial: begun.denial, atMs: deps.clock.nowMs() };
    case 'fenced':
      if (begun.unfinished !== undefined) await awaitResult(deps, begun.unfinished);
      return adoptFenced(deps, tradeId);
    case 'existing':
      return begun.result ?? awaitResult(deps, begun.step);
  }
}

/** Waits for the owner until the step's deadline and for the guard after it; where no guard is at work, takes the step over and finds out what it did. */
async function awaitResult(deps: StepDeps, step: BegunStep): Promise<StepResult> {
  for (;;) {
    const answer = await deps.journal.takeOver(step, deps.owner);
    if (answer.kind === 'taken') return resolveTaken(deps, { ...step, epoch: answer.epoch });
    if (answer.result !== undefined) return answer.result;
    if (deps.clock.nowMs() > step.deadlineAtMs + PATIENCE_MS) return adoptFenced(deps, step.tradeId);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Nothing is known of what the last owner sent, reserve orders included: every id that is not final is asked for. */
async function resolveTaken(deps: StepDeps, step: BegunStep): Promise<StepResult> {
  const record = await readTrade(deps, step.tradeId);
  const facts = await askForOpen(deps, record, deps.clock.nowMs() + TAKEOVER_RESOLVE_MS);
  const figures = { epoch: step.epoch, repair: 'none', tickToOrdersMs: undefined } as const;
  return storeResult(deps, step, { facts, result: positionResult(deps, withFacts(record, facts), figures) });
}
