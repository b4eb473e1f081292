import type { VenueId } from '../domain/instrument';
import { binance } from './binance/adapter';
import { bybit } from './bybit/adapter';
import type { VenueAdapter } from './venueAdapter';

/** Every venue with a client of ours. Only composition roots, the CLI, tests and benchmarks import this. */
export const venueRegistry: ReadonlyMap<VenueId, VenueAdapter> = new Map(
  [binance, bybit].map((adapter) => [adapter.venue, adapter]),
);

/** @throws RangeError for a venue without a client. */
export function venueAdapter(venue: VenueId): VenueAdapter {
  const adapter = venueRegistry.get(venue);
  if (adapter === undefined)
    throw new RangeError(`no client for venue ${venue}; there are ${[...venueRegistry.keys()].join(', ')}`);
  return adapter;
}
