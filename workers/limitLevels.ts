import type { Config } from '../config/schema';
import { limitKeys } from '../domain/limitKeys';
import { BigNumber } from 'bignumber.js';
import { Exact } from '../domain/money';
import type { LimitLevel } from '../storage/limits';
import { SPREAD } from './tradingSettings';

/** What each limit row allows at this equity (USD), rounded down. */
export function limitLevels(config: Config, equityUsd: Exact): LimitLevel[] {
  const { limits, strategies } = config;
  const share = (fraction: string) => equityUsd.times(fraction).toFixed(2, BigNumber.ROUND_FLOOR);
  const mostCommitted = Exact.min(limits.allocationFraction, config.aggressivenessFraction).toFixed();
  const venues = Object.keys(config.venues).filter((venue) => config.venues[venue]?.enabled === true);
  return [
    { key: limitKeys.capital, limit: share(mostCommitted) },
    { key: limitKeys.grossExposure, limit: share(limits.grossExposureFraction) },
    { key: limitKeys.strategyTrades(SPREAD), limit: String(strategies.spread.maxConcurrentTrades) },
    ...venues.map((venue) => ({
      key: limitKeys.venueNotional(venue),
      limit: share(limits.venueFraction),
    })),
  ];
}
