/** Where market data and orders of a trade go (`backtest` has no process). Every order, fill, trade and posting carries it. */
export type Mode = 'backtest' | 'simulator' | 'paper' | 'dry-run' | 'testnet' | 'live';
