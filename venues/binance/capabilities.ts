import type { VenueCapabilities } from '../orderGateway';

export const VENUE = 'binance';

export const capabilities: VenueCapabilities = {
  venue: VENUE,
  lookUpByClientOrderId: true,
  replyTimeoutMs: 150,
  transitToleranceMs: 100,
  readLagMs: 2_000,
  /** The venue takes any `recvWindow` up to 60 s; below this an honest order would often be late by the clock error alone. */
  windowMinMs: 100,
  hasOrderWindow: true,
};
