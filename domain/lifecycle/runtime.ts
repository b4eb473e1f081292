import type { TradeSteps, TransitionRecord } from './steps';

/** What people and watchers may ask of an open trade; each wish is idempotent. */
export interface TradeControls {
  paused: boolean;
  /** Reason of the first kill. */
  kill: string | undefined;
  shutdown: { readonly reason: string; readonly flatten: boolean } | undefined;
}

/** The little that the lifecycle needs from what runs it: Temporal, virtual time, or a script. */
export interface LifecycleRuntime {
  readonly steps: TradeSteps;
  readonly controls: TradeControls;
  nowMs(): number;
  /** Resolves `true` when the condition holds, `false` when the time is over. */
  waitFor(condition: () => boolean, timeoutMs: number): Promise<boolean>;
  /** Shows a transition to whoever looks (search attributes, details panel); storing it is the next step's work. */
  onTransition(record: TransitionRecord): void;
}
