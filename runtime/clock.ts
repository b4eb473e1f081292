/** The clocks of a process, injected so that tests and the backtest can drive time. */
export interface Clock {
  /** Wall clock, ms since the epoch. */
  nowMs(): number;
  /** Monotonic, one origin for all threads and processes of the machine. */
  monotonicNs(): bigint;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicNs: () => process.hrtime.bigint(),
};
