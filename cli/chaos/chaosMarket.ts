import type { MarketWish } from './stack/simulatedVenues';

export const CHAOS_VENUES = ['binance', 'bybit'] as const;

/** Several trades a second, for hours: prices and dislocations revert, so that what a trade takes from a venue a later one brings back. */
export const CHAOS_MARKET: MarketWish = {
  source: { kind: 'synthetic', opportunitiesPerSecond: 6, reverting: true },
  accountValueQuote: '2000000',
};

/** More of them, so that many trades are open soon. */
export const BUSY_MARKET: MarketWish = {
  ...CHAOS_MARKET,
  source: { kind: 'synthetic', opportunitiesPerSecond: 15, reverting: true },
};
