import type { BookRequest, BookResult, CollectedResult, StepRequest } from '../domain/lifecycle/steps';
import { settledFigures } from '../domain/settledFigures';
import type { Facts } from './journal';
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

/** Books the result and closes the trade in one commit; refused while something is open, except for an operator to look at. */
export async function bookResult(deps: StepDeps, request: BookRequest): Promise<BookResult> {
  const { plan, epoch, outcome, transitions } = request;
  const record = await readTrade(deps, plan.tradeId);
  const collected = collectedResult(deps, record);
  const isOpen = collected.situation.kind === 'orphan' || collected.notFinal.length > 0;
  if (record.outcome === undefined && isOpen && outcome !== 'needs-operator') return collected;
  const place = { tradeId: plan.tradeId, step: 'book' } as const;
  await deps.faultPoint('close.before', place);
  const figures = settledFigures(plan, record.fills, deps.instruments);
  const { cooldownAfterCloseMs, cooldownAfterFailureMs } = deps.settings;
  const answer = await deps.journal.closeTrade({
    tradeId: plan.tradeId,
    epochSeen: epoch,
    outcome,
    figures,
    transitions,
    cooldownMs: outcome === 'completed' ? cooldownAfterCloseMs : cooldownAfterFailureMs,
  });
  await deps.faultPoint('close.after', place);
  switch (answer.kind) {
    case 'closed':
      return {
        kind: 'booked',
        epoch: answer.epoch,
        outcome: answer.outcome,
        figures: answer.figures,
        atMs: deps.clock.nowMs(),
      };
    case 'fenced':
      return fencedResult(deps, await readTrade(deps, plan.tradeId));
    case 'notFinal':
      return collectedResult(deps, await readTrade(deps, plan.tradeId));
  }
}
