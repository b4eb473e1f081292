import type { CollectedResult, FencedResult, PositionResult, RepairChoice } from '../domain/lifecycle/steps';
import type { TradeRecord } from './journal';
import { openOrders } from './openOrders';
import { judge } from './situation';
import type { StepDeps } from './stepDeps';

export interface PositionFigures {
  readonly epoch: number;
  readonly repair: RepairChoice;
  readonly tickToOrdersMs: number | undefined;
}

/** The result of a step of our own, judged on what is known of the trade now. */
export function positionResult(
  deps: StepDeps,
  record: TradeRecord,
  figures: PositionFigures,
): PositionResult {
  const atMs = deps.clock.nowMs();
  return {
    kind: 'position',
    ...figures,
    ...judge(record, deps.instruments, atMs),
    reducedByGuard: record.reducedByGuard,
    atMs,
  };
}

/** What another party has stored, for a caller whose epoch has moved. */
export function fencedResult(deps: StepDeps, record: TradeRecord): FencedResult {
  const atMs = deps.clock.nowMs();
  const { epoch, outcome, reducedByGuard } = record;
  return { kind: 'fenced', epoch, outcome, reducedByGuard, ...judge(record, deps.instruments, atMs), atMs };
}

/** What settling knows of the trade. */
export function collectedResult(deps: StepDeps, record: TradeRecord): CollectedResult {
  const atMs = deps.clock.nowMs();
  const notFinal = openOrders(record).map((order) => order.clientOrderId);
  return {
    kind: 'collected',
    epoch: record.epoch,
    ...judge(record, deps.instruments, atMs),
    notFinal,
    atMs,
  };
}
