/** Trades may follow each other at once: a cool-down protects a market, and in a benchmark there is none. */
export const QUICK_TRADING = {
  HOLDFAST__STRATEGIES__SPREAD__COOLDOWN_AFTER_CLOSE_MS: '0',
  HOLDFAST__STRATEGIES__SPREAD__COOLDOWN_AFTER_FAILURE_MS: '0',
  HOLDFAST__STRATEGIES__SPREAD__SLOTS_PER_PAIR: '4',
  // books that jump by design would be charged as volatility
  HOLDFAST__COSTS__LATENCY_P99_MS: '0',
  // what is measured is the machine, not the limits of an account
  HOLDFAST__LIMITS__ALL_USD: '1000000000',
  HOLDFAST__LIMITS__STRATEGY_USD: '1000000000',
  HOLDFAST__LIMITS__SYMBOL_USD: '1000000000',
  HOLDFAST__LIMITS__VENUE_USD: '1000000000',
  HOLDFAST__VENUES__BINANCE__ORDER_RATE__ORDERS: '1000000',
  HOLDFAST__VENUES__BYBIT__ORDER_RATE__ORDERS: '1000000',
  HOLDFAST__SYMBOLS: '[BTC/USDT, ETH/USDT, SOL/USDT]',
};
