import type { BookRequest, BookResult, CollectedResult, StepRequest } from '../domain/lifecycle/steps';
import { settledFigures } from '../domain/settledFigures';
import type { CloseAnswer, Facts, TradeRecord } from './journal';
import { askForOpen, openOrders } from './openOrders';
import { collectedResult, fencedResult } from './results';
import type { StepDeps } from './stepDeps';
import { readTrade } from './storeResult';

const NOTHING: Facts = { orders: [], fills: [] };

/**
 * Stores what is known and asks the venues for what is not: orders that are not final, fills that a venue counts and we do not hold.
 * A trade whose replies carried everything costs one round trip to the database and none to a venue.
 */
export async function collectFills(deps: StepDeps, request: StepRequest): Promise<CollectedResult> {
  const { tradeId } = request.plan;
  const record = await deps.journal.progress(tradeId, { facts: NOTHING, transitions: request.transitions });
  if (openOrders(record).length === 0) return collectedResult(deps, record);
  const facts = await askForOpen(deps, record, deps.clock.nowMs());
  return collectedResult(deps, await deps.journal.progress(tradeId, { facts, transitions: [] }));
}

/**
 * Books the result and closes the trade in one commit; refused while something is open, except for an operator to look at. `known` is the
 * trade as the last step of this process left it, where it has one; a fill that came since makes the journal refuse, and it is read anew.
 */
export async function bookResult(
  deps: StepDeps,
  request: BookRequest,
  known: TradeRecord | undefined,
): Promise<BookResult> {
  const { plan, outcome } = request;
  const record = known ?? (await readTrade(deps, plan.tradeId));
  const collected = collectedResult(deps, record);
  if (record.outcome === undefined && isRefused(collected, outcome)) {
    return known === undefined ? collected : bookResult(deps, request, undefined);
  }
  const answer = await close(deps, request, record);
  switch (answer.kind) {
    case 'closed':
      return { ...answer, kind: 'booked', atMs: deps.clock.nowMs() };
    case 'fenced':
      return fencedResult(deps, await readTrade(deps, plan.tradeId));
    case 'notFinal':
      return collectedResult(deps, await readTrade(deps, plan.tradeId));
    case 'moreFills':
      return bookResult(deps, request, undefined);
  }
}

/** An outcome must be true of what is known now: nothing open, and nothing filled where the trade is to be `aborted`. */
function isRefused({ situation, notFinal }: CollectedResult, outcome: BookRequest['outcome']): boolean {
  if (outcome === 'needs-operator') return false;
  if (outcome === 'aborted' && situation.kind !== 'nothingFilled') return true;
  return situation.kind === 'orphan' || notFinal.length > 0;
}

async function close(deps: StepDeps, request: BookRequest, record: TradeRecord): Promise<CloseAnswer> {
  const { plan, epoch, outcome, transitions } = request;
  const { cooldownAfterCloseMs, cooldownAfterFailureMs } = deps.settings;
  const place = { tradeId: plan.tradeId, step: 'book' } as const;
  await deps.faultPoint('close.before', place);
  const answer = await deps.journal.closeTrade({
    tradeId: plan.tradeId,
    epochSeen: epoch,
    outcome,
    figures: settledFigures(plan, record.fills, deps.instruments),
    fillsSeen: record.fills.length,
    transitions,
    cooldownMs: outcome === 'completed' ? cooldownAfterCloseMs : cooldownAfterFailureMs,
  });
  await deps.faultPoint('close.after', place);
  return answer;
}
