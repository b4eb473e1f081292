import type { VenueId } from './instrument';

/** Names of the rows of `limits`: who opens counts against them, operations refreshes what they allow. */
export const limitKeys = {
  /** USD committed by open trades, all strategies together. */
  capital: 'capital',
  /** USD notional of all legs of open trades. */
  grossExposure: 'gross-exposure',
  /** USD notional of the legs on one venue. */
  venueNotional: (venue: VenueId) => `venue-notional:${venue}`,
  /** USD notional of the legs of open trades in one symbol. */
  symbolNotional: (symbol: string) => `symbol-notional:${symbol}`,
  /** USD notional of the legs of open trades of one strategy. */
  strategyNotional: (strategy: string) => `strategy-notional:${strategy}`,
  /** USD notional of the largest order; compared, never used up. */
  orderNotional: 'order-notional',
  /** USD notional of all legs of one trade; compared, never used up. */
  tradeNotional: 'trade-notional',
  /** USD committed by open live trades. */
  liveCapital: 'live-capital',
  /** Number of open trades of one strategy. */
  strategyTrades: (strategy: string) => `strategy-trades:${strategy}`,
};
