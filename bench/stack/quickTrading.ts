/** Trades may follow each other at once: a cool-down protects a market, and in a benchmark there is none. */
export const QUICK_TRADING = {
  HOLDFAST__STRATEGIES__SPREAD__COOLDOWN_AFTER_CLOSE_MS: '0',
  HOLDFAST__STRATEGIES__SPREAD__COOLDOWN_AFTER_FAILURE_MS: '0',
  HOLDFAST__STRATEGIES__SPREAD__SLOTS_PER_PAIR: '4',
  // books that jump by design would be charged as volatility
  HOLDFAST__COSTS__LATENCY_P99_MS: '0',
  HOLDFAST__SYMBOLS: '[BTC/USDT, ETH/USDT, SOL/USDT]',
};
