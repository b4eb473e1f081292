import type { Config } from '../config/schema';
import { Exact, type Bps } from '../domain/money';
import type { TradeTerms } from '../domain/planTrade';
import type { StepSettings } from '../execution/stepDeps';
import type { DetectionSettings } from '../streams/settings';

/** The one strategy of this version: the same coin bought on one venue and sold on another. */
export const SPREAD = 'spread';

/** What detection is told. */
export function detectionSettings(config: Config): DetectionSettings {
  const { minNetBps, shownGrossBps, largeGrossBps, minDepthUsd, maxNotionalUsd, opportunityTtlMs } =
    config.strategies.spread;
  const {
    slippageBufferBps,
    safetyBufferBps,
    rebalancingBps,
    quoteConversionBps,
    latencyP99Ms,
    worstPriceBps,
  } = config.costs;
  return {
    strategy: SPREAD,
    minNetBps,
    shownGrossBps,
    largeGrossBps,
    minDepthUsd,
    maxNotionalUsd: smaller(maxNotionalUsd, belowCeiling(config.ceilings.orderUsd, worstPriceBps)),
    slippageBufferBps,
    safetyBufferBps,
    rebalancingBps,
    quoteConversionBps,
    worstPriceBps,
    repairStartBps: config.repair.startBps,
    latencyP99Ms,
    stalenessMs: config.streams.stalenessMs,
    maxClockSkewMs: config.streams.maxClockSkewMs,
    opportunityTtlMs,
  };
}

/** What a trade of the strategy is started with. */
export function tradeTerms(config: Config): TradeTerms {
  const { minNetBps, holdMs } = config.strategies.spread;
  return {
    mode: config.mode,
    minNetBps,
    deadlines: config.deadlines,
    holdMs: holdMs === 0 ? undefined : holdMs,
  };
}

/** What the steps of a trade are told. */
export function stepSettings(config: Config): StepSettings {
  const { startBps, widenBps, maxBps } = config.repair;
  const { cooldownAfterCloseMs, cooldownAfterFailureMs } = config.strategies.spread;
  return {
    stalenessMs: config.streams.stalenessMs,
    repairStartBps: startBps,
    repairWidenBps: widenBps,
    repairMaxBps: maxBps,
    priceCollarBps: config.limits.priceCollarBps,
    cooldownAfterCloseMs,
    cooldownAfterFailureMs,
  };
}

function smaller<T extends string>(a: T, b: T): T {
  return new Exact(a).lte(b) ? a : b;
}

/** The ceiling of an order holds at its worst price, detection sizes at the expected one. */
function belowCeiling<T extends string>(ceilingUsd: T, worstPriceBps: Bps): T {
  return new Exact(ceilingUsd).div(new Exact(worstPriceBps).div(10_000).plus(1.001)).toFixed(2) as T;
}
