import type { TradeSteps, TransitionRecord } from './steps';

/** What people and watchers may ask of an open trade; each wish is idempotent. */
export interface TradeControls {
  paused: boolean;
  /** Reason of the first kill. */
  kill: string | undefined;
  shutdown: { readonly reason: string; readonly flatten: boolean } | undefined;
}

/** Changes of the way that trades go; a trade that began before one keeps to its history. */
export type LifecycleChange = 'chase-ends-without-price';

/** The little that the lifecycle needs from what runs it: Temporal, virtual time, or a script. */
export interface LifecycleRuntime {
  readonly steps: TradeSteps;
  readonly controls: TradeControls;
  nowMs(): number;
  /** True in a trade that has not yet gone the way of before this change. */
  has(change: LifecycleChange): boolean;
  /** Resolves `true` when the condition holds, `false` when the time is over. */
  waitFor(condition: () => boolean, timeoutMs: number): Promise<boolean>;
  /** Shows a transition to whoever looks (search attributes, details panel); storing it is the next step's work. */
  onTransition(record: TransitionRecord): void;
}
