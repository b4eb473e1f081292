import type { VenueEndpoints } from '../../venues/venueAdapter';
import type { Variables } from '../ownProcesses';
import type { VenueKeys } from './demoKeys';
import type { DemoOptions } from './demoOptions';

/** What the recording holds. */
export const RECORDED_SYMBOLS = ['BTC/USDT'] as const;

export interface SimulatedVenueAccess {
  readonly endpoints: VenueEndpoints;
  readonly keys: VenueKeys;
}

/** What trader and operations are told so that they trade on the simulated venues and nowhere else. */
export function tradingVariables(
  options: Pick<DemoOptions, 'minNetBps' | 'market'> & Partial<Pick<DemoOptions, 'opening'>>,
  venues: ReadonlyMap<string, SimulatedVenueAccess>,
): Variables {
  return {
    ...simulatedVenueVariables(venues),
    ...(options.minNetBps === undefined
      ? {}
      : { HOLDFAST__STRATEGIES__SPREAD__MIN_NET_BPS: options.minNetBps }),
    ...(options.opening === undefined ? {} : { HOLDFAST__OPENING: options.opening }),
    ...(options.market === 'replay' ? { HOLDFAST__SYMBOLS: JSON.stringify(RECORDED_SYMBOLS) } : {}),
  };
}

/** Mode, addresses and keys of simulated venues. */
export function simulatedVenueVariables(venues: ReadonlyMap<string, SimulatedVenueAccess>): Variables {
  return {
    HOLDFAST__MODE: 'simulator',
    ...Object.fromEntries(
      [...venues].flatMap(([venue, access]) => Object.entries(venueVariables(venue, access))),
    ),
  };
}

function venueVariables(venue: string, { endpoints, keys }: SimulatedVenueAccess): Variables {
  const section = `HOLDFAST__VENUES__${venue.toUpperCase()}`;
  return {
    [`${section}__ENABLED`]: 'true',
    [`${section}__REST_URL`]: endpoints.restUrl,
    [`${section}__PUBLIC_WS_URL`]: endpoints.publicWsUrl,
    [`${section}__PRIVATE_WS_URL`]: endpoints.privateWsUrl,
    [`${venue.toUpperCase()}_API_KEY`]: keys.trader.apiKey,
    [`${venue.toUpperCase()}_API_SECRET`]: keys.trader.apiSecret,
    [`${venue.toUpperCase()}_GUARD_API_KEY`]: keys.guard.apiKey,
    [`${venue.toUpperCase()}_GUARD_API_SECRET`]: keys.guard.apiSecret,
  };
}
