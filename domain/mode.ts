/** Modes that processes run in. */
export const PROCESS_MODES = ['simulator', 'paper', 'dry-run', 'testnet', 'live'] as const;
/** `backtest` has no process. */
export const MODES = ['backtest', ...PROCESS_MODES] as const;

/** Where market data and orders of a trade go. Every order, fill, trade and posting carries it. */
export type Mode = (typeof MODES)[number];
