import { createTrade } from '../../domain/lifecycle/runTrade';
import type { TradeControls } from '../../domain/lifecycle/runtime';
import type { TransitionRecord } from '../../domain/lifecycle/steps';
import type { TradeFacts } from '../../domain/lifecycle/tradeProgress';
import type { TradePlan } from '../../domain/tradePlan';
import { scriptedSteps, type Call, type Script } from './scriptedSteps';
import { tradePlan } from './tradePlans';

export interface ScriptedLife {
  readonly facts: Readonly<TradeFacts>;
  readonly calls: readonly Call[];
  readonly transitions: readonly TransitionRecord[];
  /** `idle>validating>…`, as the trade went. */
  readonly path: string;
  /** Waits in ms, in order. */
  readonly waits: readonly number[];
}

export interface Stage {
  readonly plan?: Partial<TradePlan>;
  readonly controls?: Partial<TradeControls>;
  /** Called at the n-th wait (from 1): a signal that arrives while the trade waits. */
  readonly onWait?: (n: number, controls: TradeControls) => void;
}

/** Lives one trade on a script and in virtual time: a wait is over at once unless its wish has come true. */
export async function live(script: Script, stage: Stage = {}): Promise<ScriptedLife> {
  const controls: TradeControls = {
    paused: false,
    kill: undefined,
    shutdown: undefined,
    ...stage.controls,
  };
  const { steps, calls } = scriptedSteps(script, controls);
  const plan = tradePlan(stage.plan);
  const transitions: TransitionRecord[] = [];
  const waits: number[] = [];
  let nowMs = plan.detectedAtMs;
  const trade = createTrade(plan, {
    steps,
    controls,
    nowMs: () => nowMs,
    waitFor: (wish, timeoutMs) => {
      waits.push(timeoutMs);
      stage.onWait?.(waits.length, controls);
      if (wish()) return Promise.resolve(true);
      nowMs += timeoutMs;
      return Promise.resolve(false);
    },
    has: () => true,
    onTransition: (record) => transitions.push(record),
  });
  const facts = await trade.live();
  const path = ['idle', ...transitions.map(({ to }) => to)].join('>');
  return { facts, calls, transitions, path, waits };
}
