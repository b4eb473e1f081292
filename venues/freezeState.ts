/** The freeze as this process knows it. */
export interface FreezeState {
  /** Why no request that changes anything at a venue may leave now; `undefined` where it may. */
  refusal(): string | undefined;
}

/** For benchmarks and tests that freeze nothing. */
export const NEVER_FROZEN: FreezeState = { refusal: () => undefined };
