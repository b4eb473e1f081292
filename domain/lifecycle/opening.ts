import type { TradePlan } from '../tradePlan';
import type { StepResult, TransitionRecord } from './steps';
import { refusalToOpen, type Refusal } from './stopRules';
import { transition } from './transitions';
import { adopt, moveTo, moveWith, stored, type TradeProgress } from './tradeProgress';

/** `idle`: the trade is named; from here on its opening step decides whether it may open. */
export function validate(trade: TradeProgress): Promise<void> | undefined {
  const refusal = refusalToOpen(trade.runtime.controls);
  if (refusal !== undefined) return refuse(trade, refusal);
  moveWith(trade, 'validating', opportunityTaken(trade.plan));
  return undefined;
}

/**
 * The transitions that the opening step stores, for a caller that opens before the trade's workflow exists. The same as the lifecycle's
 * own, so that both ways of opening leave one audit trail; the workflow makes them again and nobody stores them twice.
 */
export function openingTransitions(plan: TradePlan, nowMs: number): TransitionRecord[] {
  const [from, to] = ['idle', 'validating'] as const;
  return [{ seq: 0, from, to: transition(from, to), ...opportunityTaken(plan), atMs: nowMs }];
}

function opportunityTaken({ edge, minNetBps, notionalUsd }: TradePlan) {
  return { cause: 'opportunity taken', figures: { netBps: edge.netBps, minNetBps, notionalUsd } };
}

/** `validating` and `opening` are one step: checks, reservation, intents and orders can't be told apart by a crash. */
export async function open(trade: TradeProgress): Promise<void> {
  const refusal = refusalToOpen(trade.runtime.controls);
  if (refusal !== undefined) return refuse(trade, refusal);
  const transitions = [...trade.pending];
  const result = await trade.runtime.steps.openLegs(trade.plan, transitions);
  stored(trade, transitions);
  if (result.kind === 'denied') closeUnopened(trade, result, 'denied');
  else adoptOpening(trade, result);
}

/** Stops a trade that was told so before it opened. Its opening may stand already: then it is adopted, and unwound like any other. */
async function refuse(trade: TradeProgress, { denial, outcome }: Refusal): Promise<void> {
  const transitions = [...trade.pending];
  const result = await trade.runtime.steps.refuseOpening(trade.plan, denial, transitions);
  stored(trade, transitions);
  if (result.kind === 'denied') closeUnopened(trade, result, outcome);
  else adoptOpening(trade, result);
}

function closeUnopened(
  trade: TradeProgress,
  { denial }: Extract<StepResult, { kind: 'denied' }>,
  outcome: 'denied' | 'aborted',
): void {
  trade.facts.denial = denial;
  trade.facts.outcome = outcome;
  moveWith(trade, 'closed', { cause: `${outcome}: ${denial.code}`, figures: denial.figures });
}

function adoptOpening(trade: TradeProgress, result: Exclude<StepResult, { kind: 'denied' }>): void {
  adopt(trade, result);
  if (trade.facts.outcome !== undefined) return; // closed by another party already
  if (trade.facts.state === 'idle') moveTo(trade, 'validating', 'the opening stands already');
  moveTo(trade, 'opening', 'orders sent');
}
