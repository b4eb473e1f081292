import type { Clock } from '../runtime/clock';
import { createFaultPlan } from './faultPlan';
import type { JudgeLog, JudgeRecord } from './judgeLog';
import { presetMarket } from './marketPresets';
import { openingBalances } from './openingBalances';
import type { SimMarket } from './simulatedVenue';
import type { SimulatorConfig, SimVenueConfig } from './simulatorConfig';
import { createVenueCore, type VenueCore, type VenueSetup } from './venueCore';

export interface BuildVenuesDeps {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: JudgeLog;
  readonly records: readonly JudgeRecord[];
}

/** All venues of the configuration over one judge log, with the faults that it plants. @throws UnknownInLogError */
export function buildVenues(config: SimulatorConfig, deps: BuildVenuesDeps): VenueCore[] {
  return config.venues.map((venue) => {
    const faults = createFaultPlan();
    for (const planted of config.faults) if (planted.venue === venue.venue) faults.plant(planted.fault);
    return createVenueCore(setupOf(config, venue), { ...deps, faults });
  });
}

function setupOf(config: SimulatorConfig, venue: SimVenueConfig): VenueSetup {
  const markets = marketsOf(config, venue);
  const { trader, guard } = venue.keys;
  const balances = venue.balances ?? openingBalances(config.accountValueQuote, markets, config.startPrices);
  return {
    venue: venue.venue,
    markets,
    accounts: [
      { accountId: venue.accountId, keys: guard ? [trader, guard] : [trader], openingBalances: balances },
    ],
    clientOrderIds: venue.venue === 'bybit' ? 'unique-forever' : 'unique-while-open',
  };
}

function marketsOf({ bases, fees, source }: SimulatorConfig, venue: SimVenueConfig): readonly SimMarket[] {
  if (venue.markets) return venue.markets;
  const isReplay = source.kind === 'replay';
  // The recording holds BTC/USDT alone: a market without any book would only look broken.
  const shown = isReplay ? (['BTC'] as const) : bases;
  return shown.map((base) => presetMarket({ venue: venue.venue, base, fees, isReplay }));
}
