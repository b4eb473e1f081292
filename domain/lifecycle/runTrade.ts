import type { TradePlan } from '../tradePlan';
import { open, validate } from './opening';
import { chase, leaveOpening } from './chasing';
import { closedElsewhere } from './closing';
import { hedge } from './hedging';
import { hold } from './holding';
import type { LifecycleRuntime } from './runtime';
import { settle } from './settling';
import { reasonToUnwind } from './stopRules';
import type { TradeState } from './tradeState';
import { beginProgress, moveTo, type TradeFacts, type TradeProgress } from './tradeProgress';
import { unwind } from './unwinding';

/** A trade whose life is about to run; `facts` may be looked at all the time. */
export interface RunningTrade {
  readonly facts: Readonly<TradeFacts>;
  /** Runs the trade to its end. Rejects only where a step throws, or for a bug (`IllegalTransitionError`). */
  live(): Promise<Readonly<TradeFacts>>;
}

/** The life of one trade against any runtime: Temporal, virtual time, or a script. */
export function createTrade(plan: TradePlan, runtime: LifecycleRuntime): RunningTrade {
  const trade = beginProgress(plan, runtime);
  return { facts: trade.facts, live: () => live(trade) };
}

/**
 * One piece of the trade's life for each state, in their order; it ends with a transition or stays for another try. `undefined` = nothing to
 * wait for: Temporal keeps the stack of every promise of a workflow, which makes each one dear.
 */
const LIFE: Readonly<
  Record<Exclude<TradeState, 'closed'>, (trade: TradeProgress) => Promise<void> | undefined>
> = {
  idle: validate,
  validating: open,
  opening: leaveOpening,
  chasing: chase,
  hedging: hedge,
  holding: hold,
  settling: settle,
  redeeming: redeem,
  unwinding: unwind,
};

async function live(trade: TradeProgress): Promise<Readonly<TradeFacts>> {
  const { facts } = trade;
  while (facts.state !== 'closed') {
    if (closedElsewhere(trade) || turnsToUnwinding(trade)) continue;
    const piece = LIFE[facts.state](trade);
    if (piece !== undefined) await piece;
  }
  return facts;
}

/** `redeeming`: no strategy leaves anything behind to redeem yet, so settling goes straight to closed. */
function redeem(trade: TradeProgress): undefined {
  moveTo(trade, 'closed', 'nothing to redeem');
}

/** Kill, shutdown and the guard come before whatever the state would do next. */
function turnsToUnwinding(trade: TradeProgress): boolean {
  const reason = reasonToUnwind(trade.facts, trade.runtime.controls);
  if (reason === undefined) return false;
  moveTo(trade, 'unwinding', reason);
  return true;
}
