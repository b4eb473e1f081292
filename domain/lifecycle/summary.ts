import type { TradePlan } from '../tradePlan';

/** One line that names a trade in a list: what, which way, how much, why. */
export function tradeSummary(plan: TradePlan): string {
  const legs = plan.legs.map((leg) => `${leg.side} ${leg.venue}`).join(', ');
  return `${plan.strategy} ${plan.qty} ${plan.symbol}: ${legs}, net ${plan.edge.netBps} bps of ${plan.notionalUsd} USD (${plan.mode})`;
}
