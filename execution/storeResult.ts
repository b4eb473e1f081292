import type { PositionResult, StepResult } from '../domain/lifecycle/steps';
import type { TradeId } from '../domain/tradePlan';
import type { BegunStep, Facts, TradeRecord } from './journal';
import { fencedResult } from './results';
import type { StepDeps } from './stepDeps';
import { untilStored } from './untilStored';

/** Closes a step: result and facts in one commit. A caller that was overtaken gets what the other party stored. @throws where the journal is away */
export async function storeOnce(
  deps: StepDeps,
  step: BegunStep,
  { facts, result }: { readonly facts: Facts; readonly result: PositionResult },
): Promise<StepResult> {
  await deps.faultPoint('finish.before', step);
  const answer = await deps.journal.finishStep(step, result, facts);
  await deps.faultPoint('finish.after', step);
  return answer.kind === 'finished' ? result : adoptFenced(deps, step.tradeId);
}

/** As `storeOnce`, however long the database takes to come back: a result is what happened at the venues. */
export function storeResult(
  deps: StepDeps,
  step: BegunStep,
  known: { readonly facts: Facts; readonly result: PositionResult },
): Promise<StepResult> {
  let tries = 0;
  return untilStored(deps.logger, () => {
    // what was decided before the database was away is known to the trade only now: its clocks must not stand still meanwhile
    const result = tries++ === 0 ? known.result : { ...known.result, atMs: deps.clock.nowMs() };
    return storeOnce(deps, step, { facts: known.facts, result });
  });
}

/** The trade as whoever holds it now has stored it. */
export async function adoptFenced(deps: StepDeps, tradeId: TradeId): Promise<StepResult> {
  return fencedResult(deps, await readTrade(deps, tradeId));
}

/** @throws where the journal does not know the trade: it was never begun */
export async function readTrade(deps: StepDeps, tradeId: TradeId): Promise<TradeRecord> {
  const record = await deps.journal.readTrade(tradeId);
  if (record === undefined) throw new Error(`trade ${tradeId} is not in the journal`);
  return record;
}
