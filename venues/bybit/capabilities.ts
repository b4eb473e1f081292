import type { VenueCapabilities } from '../orderGateway';

export const VENUE = 'bybit';
/** The product line that we trade; a parameter of nearly every request. */
export const CATEGORY = 'spot';

export const capabilities: VenueCapabilities = {
  venue: VENUE,
  lookUpByClientOrderId: true,
  replyTimeoutMs: 150,
  transitToleranceMs: 100,
  readLagMs: 2_000,
  /** The venue names no minimum; below this an honest order would often be late by the clock error alone. */
  windowMinMs: 100,
  hasOrderWindow: true,
};
