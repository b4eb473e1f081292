import type { Config } from '../config/schema';
import { ConfigError } from '../config/errors';
import type { VenueAdapter, VenueEndpoints } from '../venues/venueAdapter';
import type { VenueSettings } from './venueSessions';

/**
 * The enabled venues with the addresses and keys that the mode asks for. In paper, books come from the venue and orders go to the
 * simulator that mirrors it; live and simulator differ by URL and key alone.
 * @throws ConfigError that names the key which is missing
 */
export function venueSettings(config: Config, adapterOf: (venue: string) => VenueAdapter): VenueSettings[] {
  const enabled = Object.entries(config.venues).filter(([, venue]) => venue.enabled);
  return enabled.map(([name, venue]) => {
    const orders = config.mode === 'paper' ? config.paper[name] : venue;
    const section = config.mode === 'paper' ? `paper.${name}` : `venues.${name}`;
    if (orders === undefined || orders.apiKey.isEmpty || orders.apiSecret.isEmpty)
      throw new ConfigError([
        {
          key: `${section}.apiKey and ${section}.apiSecret`,
          problem: `missing: set them, or switch the venue off with venues.${name}.enabled: false`,
          source: 'no layer',
        },
      ]);
    const endpoints: VenueEndpoints = {
      restUrl: orders.restUrl,
      publicWsUrl: venue.publicWsUrl,
      privateWsUrl: orders.privateWsUrl,
    };
    return {
      adapter: adapterOf(name),
      endpoints,
      credentials: { apiKey: orders.apiKey.reveal(), apiSecret: orders.apiSecret.reveal() },
      budgetFraction: Number(venue.budgetFraction),
    };
  });
}
