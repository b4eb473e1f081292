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
  const smaller = (fraction: string, usd: string) =>
    Exact.min(share(fraction), usd).toFixed(2, BigNumber.ROUND_FLOOR);
  const mostCommitted = Exact.min(limits.allocationFraction, config.aggressivenessFraction).toFixed();
  const venues = Object.entries(config.venues);
  return [
    { key: limitKeys.capital, limit: share(mostCommitted) },
    { key: limitKeys.grossExposure, limit: smaller(limits.grossExposureFraction, limits.allUsd) },
    { key: limitKeys.strategyTrades(SPREAD), limit: String(strategies.spread.maxConcurrentTrades) },
    {
      key: limitKeys.strategyNotional(SPREAD),
      limit: smaller(limits.strategyFraction, limits.strategyUsd),
    },
    { key: limitKeys.tradeNotional, limit: share(limits.tradeFraction) },
    { key: limitKeys.orderNotional, limit: share(limits.orderFraction) },
    { key: limitKeys.liveCapital, limit: limits.liveCapitalUsd },
    ...config.symbols.map((symbol) => ({
      key: limitKeys.symbolNotional(symbol),
      limit: smaller(limits.symbolFraction, limits.symbolUsd),
    })),
    ...venues.flatMap(([venue, { enabled, orderRate: rate }]) =>
      enabled
        ? [
            {
              key: limitKeys.venueNotional(venue),
              limit: smaller(limits.venueFraction, limits.venueUsd),
              rate,
            },
          ]
        : [],
    ),
  ];
}
