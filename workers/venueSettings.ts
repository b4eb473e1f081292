import type { Config } from '../config/schema';
import { ConfigError } from '../config/errors';
import type { VenueId } from '../domain/instrument';
import type { VenueAdapter, VenueCredentials, VenueEndpoints } from '../venues/venueAdapter';
import type { VenueSettings } from './venueSessions';

/** Trader and guard have keys of their own on one account. */
export type KeyRole = 'trader' | 'guard';

/**
 * The enabled venues with the addresses and keys that the mode asks for. In paper, books come from the venue and orders go to the
 * simulator that mirrors it; live and simulator differ by URL and key alone.
 * @throws ConfigError that names the key which is missing
 */
export function venueSettings(
  config: Config,
  adapterOf: (venue: string) => VenueAdapter,
  role: KeyRole = 'trader',
): VenueSettings[] {
  return enabledVenues(config).map((name) => ({
    adapter: adapterOf(name),
    endpoints: venueEndpoints(config, name),
    credentials: venueCredentials(config, name, role),
    errorWindowMs: config.breakers.apiErrors.windowMs,
    budgetFraction: venueBudgetFraction(config, name, role),
    limitScale: config.venues[name]?.limitScale ?? 1,
  }));
}

export const enabledVenues = ({ venues }: Config): VenueId[] =>
  Object.entries(venues).flatMap(([name, { enabled }]) => (enabled ? [name] : []));

/** Where the venue's orders and books come from in this mode. @throws ConfigError where paper has no simulator for it */
export function venueEndpoints(config: Config, name: VenueId): VenueEndpoints {
  const { venue, orders } = placesOf(config, name);
  return { restUrl: orders.restUrl, publicWsUrl: venue.publicWsUrl, privateWsUrl: orders.privateWsUrl };
}

/** The key of one role at one venue; the guard's is the trader's where it has none: a guard with a borrowed key is better than none. @throws ConfigError */
export function venueCredentials(config: Config, name: VenueId, role: KeyRole): VenueCredentials {
  const { orders } = placesOf(config, name);
  if (orders.apiKey.isEmpty || orders.apiSecret.isEmpty) throw missingKeys(config, name);
  if (role === 'trader' || guardBorrowsKey(config, name))
    return { apiKey: orders.apiKey.reveal(), apiSecret: orders.apiSecret.reveal() };
  return { apiKey: orders.guardApiKey.reveal(), apiSecret: orders.guardApiSecret.reveal() };
}

/** True where the guard works with the trader's key. @throws ConfigError */
export function guardBorrowsKey(config: Config, name: VenueId): boolean {
  const { apiKey, guardApiKey, guardApiSecret } = placesOf(config, name).orders;
  return guardApiKey.isEmpty || guardApiSecret.isEmpty || guardApiKey.reveal() === apiKey.reveal();
}

/** Share of the venue's request budget, 0..1. */
export function venueBudgetFraction({ venues }: Config, name: VenueId, role: KeyRole): number {
  const traders = Number(venues[name]?.budgetFraction);
  return role === 'guard' ? 1 - traders : traders;
}

type VenueConfig = Config['venues'][string];
interface Places {
  readonly venue: VenueConfig;
  /** The section that holds address and keys for orders. */
  readonly orders: Config['paper'][string];
}

function placesOf(config: Config, name: VenueId): Places {
  const venue = config.venues[name];
  const orders = config.mode === 'paper' ? config.paper[name] : venue;
  if (venue === undefined || orders === undefined) throw missingKeys(config, name);
  return { venue, orders };
}

/** Section of the configuration with address and keys for orders. */
export const ordersSection = ({ mode }: Pick<Config, 'mode'>, name: VenueId): string =>
  mode === 'paper' ? `paper.${name}` : `venues.${name}`;

function missingKeys(config: Config, name: VenueId): ConfigError {
  const section = ordersSection(config, name);
  return new ConfigError([
    {
      key: `${section}.apiKey and ${section}.apiSecret`,
      problem: `missing: set the variables, their *_FILE variants or the vault (docs/command-line.md, *Keys*), or switch the venue off with venues.${name}.enabled: false`,
      source: 'no layer',
    },
  ]);
}
