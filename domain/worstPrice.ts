import { BigNumber } from 'bignumber.js';
import {
  Exact,
  asPrice,
  asUsd,
  ceilToStep,
  floorToStep,
  type Bps,
  type Price,
  type Qty,
  type Usd,
} from './money';

export interface WorstPrices {
  readonly buy: Price;
  readonly sell: Price;
}

interface LegMarket {
  /** Last level that the walk touched. */
  readonly lastPrice: Price;
  readonly tickSize: Price;
}

/**
 * Limits on the tick grid such that even both at once leave `floorNetBps` after all costs; at most `reachBps` beyond the last levels.
 * `undefined` where the last levels themselves leave less than the floor.
 */
export function worstPrices(
  legs: { readonly buy: LegMarket; readonly sell: LegMarket },
  terms: { readonly totalCostBps: Bps; readonly floorNetBps: Bps; readonly reachBps: Bps },
): WorstPrices | undefined {
  const { buy, sell } = legs;
  const needed = new Exact(terms.totalCostBps).plus(terms.floorNetBps).div(10_000).plus(1);
  const slack = new Exact(sell.lastPrice).div(buy.lastPrice).div(needed);
  if (slack.lt(1)) return undefined;
  const reach = new Exact(terms.reachBps).div(10_000);
  const stretch = Exact.min(reach.plus(1), slack.sqrt()); // both legs share the slack evenly
  const buyLimit = Exact.max(buy.lastPrice, floorToStep(stretch.times(buy.lastPrice), buy.tickSize));
  const lowest = Exact.max(
    needed.times(buyLimit),
    new Exact(1).minus(reach).times(sell.lastPrice),
  ).decimalPlaces(20, BigNumber.ROUND_CEIL);
  const sellLimit = Exact.min(sell.lastPrice, ceilToStep(lowest, sell.tickSize));
  return { buy: asPrice(buyLimit), sell: asPrice(sellLimit) };
}

export interface LegAtRisk {
  readonly worstPrice: Price;
  /** Best price at which the leg could be reversed. */
  readonly reversePrice: Price;
  readonly takerFeeBps: Bps;
}

/**
 * USD lost where one leg fills at its limit, the other does not, and it is reversed `repairBps` beyond the best price: the worse of both
 * legs, both fees included, rounded up to cents, positive = a loss.
 */
export function worstCaseLossUsd(qty: Qty, legs: readonly LegAtRisk[], repairBps: Bps): Usd {
  const losses = legs.map((leg) => {
    const distance = new Exact(leg.worstPrice).minus(leg.reversePrice).abs();
    const bps = new Exact(leg.takerFeeBps).times(2).plus(repairBps).div(10_000);
    return distance.plus(bps.times(Exact.max(leg.worstPrice, leg.reversePrice))).times(qty);
  });
  return asUsd(Exact.max(0, ...losses).decimalPlaces(2, BigNumber.ROUND_CEIL));
}
