/** How often something is tried and how long the trade waits between tries. */
export interface Patience {
  /** Tries in all before the next harder measure. */
  readonly attempts: number;
  readonly firstWaitMs: number;
  readonly factor: number;
  readonly maxWaitMs: number;
}

/** An orphan is tried at once and often: repairs widen with the attempt and reach their bound after about twelve, then the trade unwinds. */
export const HEDGING_PATIENCE: Patience = { attempts: 16, firstWaitMs: 25, factor: 1.5, maxWaitMs: 1_000 };

/** About 25 minutes, most of it at one try per 30 s; then an operator has to look (`needs-operator`, with an incident). */
export const UNWINDING_PATIENCE: Patience = {
  attempts: 60,
  firstWaitMs: 50,
  factor: 1.5,
  maxWaitMs: 30_000,
};

/** An id becomes final after the venue's read lag (2 s); a venue that can't be read for 25 minutes needs an operator. */
export const COLLECTING_PATIENCE: Patience = {
  attempts: 60,
  firstWaitMs: 200,
  factor: 1.5,
  maxWaitMs: 30_000,
};

/** Wait before try `attempt + 1`, in whole ms. */
export function waitAfterMs(attempt: number, patience: Patience): number {
  const wait = patience.firstWaitMs * patience.factor ** (attempt - 1);
  return Math.round(Math.min(wait, patience.maxWaitMs));
}
