/**
 * What may still be begun for everything, one venue, one strategy or one pair.
 *
 *   ACTIVE    everything
 *   REDUCING  no step that adds risk (an opening; a chase while no orphan is left); open trades complete, reduce, hold, settle, unwind
 *   HALTED    in addition an orphan is only ever reduced, never completed: the orders that leave are cancels and what flattens
 *
 * No state stops a cancel, a reduction or the guard: an abandoned position is the greater risk.
 */
export type RiskState = 'ACTIVE' | 'REDUCING' | 'HALTED';

/** What a risk state is about; `key` is the name of the venue or strategy or the key of the pair, empty for `global`. */
export type RiskScope = 'global' | 'venue' | 'strategy' | 'pair';

/** One thing that a tripped breaker stops. */
export interface RiskStop {
  readonly scope: RiskScope;
  readonly key: string;
  readonly state: Exclude<RiskState, 'ACTIVE'>;
}
