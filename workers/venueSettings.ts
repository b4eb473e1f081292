import type { Config } from '../config/schema';
import { ConfigError } from '../config/errors';
import type { VenueAdapter, VenueEndpoints } from '../venues/venueAdapter';
import type { VenueSettings } from './venueSessions';

/**
 * The enabled venues with the addresses and keys that the mode asks for. In paper, books come from the venue and orders go to the
 * simulator that mirrors it; live and simulator differ by URL and key alone.
 * @throws ConfigError that names the key which is missing
 */
export function venueSettings(
  config: Config,
  adapterOf: (venue: string) => VenueAdapter,
  role: 'trader' | 'guard' = 'trader',
): VenueSettings[] {
  const enabled = Object.entries(config.venues).filter(([, venue]) => venue.enabled);
  return enabled.map(([name, venue]) => {
    const orders = config.mode === 'paper' ? config.paper[name] : venue;
    const section = config.mode === 'paper' ? `paper.${name}` : `venues.${name}`;
    if (orders === undefined || orders.apiKey.isEmpty || orders.apiSecret.isEmpty)
      throw new ConfigError([
        {
          key: `${section}.apiKey and ${section}.apiSecret`,
          problem: `missing: set the variables, their *_FILE variants or the vault (docs/command-line.md, *Keys*), or switch the venue off with venues.${name}.enabled: false`,
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
      credentials: role === 'guard' ? guardCredentials(orders) : traderCredentials(orders),
      errorWindowMs: config.breakers.apiErrors.windowMs,
      budgetFraction: role === 'guard' ? 1 - Number(venue.budgetFraction) : Number(venue.budgetFraction),
    };
  });
}

type Keys = Pick<Config['venues'][string], 'apiKey' | 'apiSecret' | 'guardApiKey' | 'guardApiSecret'>;

const traderCredentials = ({ apiKey, apiSecret }: Keys) => ({
  apiKey: apiKey.reveal(),
  apiSecret: apiSecret.reveal(),
});

/** The guard's own key; where none is set, the trader's: a guard with a borrowed key is better than none. */
function guardCredentials(keys: Keys) {
  if (keys.guardApiKey.isEmpty || keys.guardApiSecret.isEmpty) return traderCredentials(keys);
  return { apiKey: keys.guardApiKey.reveal(), apiSecret: keys.guardApiSecret.reveal() };
}
