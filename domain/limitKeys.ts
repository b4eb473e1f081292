import type { VenueId } from './instrument';

/** Names of the rows of `limits`: who opens counts against them, operations refreshes what they allow. */
export const limitKeys = {
  /** USD committed by open trades, all strategies together. */
  capital: 'capital',
  /** USD notional of all legs of open trades. */
  grossExposure: 'gross-exposure',
  /** USD notional of the legs on one venue. */
  venueNotional: (venue: VenueId) => `venue-notional:${venue}`,
  /** Number of open trades of one strategy. */
  strategyTrades: (strategy: string) => `strategy-trades:${strategy}`,
};
