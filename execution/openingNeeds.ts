import type { Instrument, InstrumentId } from '../domain/instrument';
import { limitKeys } from '../domain/limitKeys';
import { Exact } from '../domain/money';
import type { OpportunityLeg } from '../domain/opportunity';
import type { TradePlan } from '../domain/tradePlan';
import type { CapitalNeed, LimitNeed } from './journal';

/** What each leg can take out of its venue account at worst: quote with the fee for a buy, coin for a sell. Rounded up. */
export function capitalNeeds(
  plan: TradePlan,
  instruments: ReadonlyMap<InstrumentId, Instrument>,
): CapitalNeed[] {
  return plan.legs.map((leg) => {
    const instrument = instruments.get(leg.instrumentId);
    if (instrument === undefined) throw new Error(`${leg.instrumentId} is not loaded in this process`);
    if (leg.side === 'sell') return { venue: leg.venue, asset: instrument.base, amount: leg.qty };
    const withFee = worstNotional(leg).times(new Exact(leg.takerFeeBps).div(10_000).plus(1));
    return { venue: leg.venue, asset: instrument.quote, amount: withFee.decimalPlaces(12, 2).toFixed() };
  });
}

/** What the trade counts for against each limit row. */
export function limitNeeds(plan: TradePlan): LimitNeed[] {
  const gross = grossNotional(plan.legs);
  const largestOrder = Exact.max(...plan.legs.map(worstNotional)).toFixed();
  const venues = [...new Set(plan.legs.map(({ venue }) => venue))];
  return [
    { key: limitKeys.capital, amount: gross.toFixed() },
    { key: limitKeys.grossExposure, amount: gross.toFixed() },
    { key: limitKeys.strategyTrades(plan.strategy), amount: '1' },
    { key: limitKeys.strategyNotional(plan.strategy), amount: gross.toFixed() },
    { key: limitKeys.symbolNotional(plan.symbol), amount: gross.toFixed() },
    { key: limitKeys.tradeNotional, amount: gross.toFixed(), comparedOnly: true },
    { key: limitKeys.orderNotional, amount: largestOrder, comparedOnly: true },
    ...(plan.mode === 'live' ? [{ key: limitKeys.liveCapital, amount: gross.toFixed() }] : []),
    ...venues.map((venue) => {
      const legs = plan.legs.filter((leg) => leg.venue === venue);
      const amount = grossNotional(legs).toFixed();
      return { key: limitKeys.venueNotional(venue), amount, orders: legs.length };
    }),
  ];
}

/** Worst price times size over all legs, in USD. */
export function allOrdersUsd(plan: TradePlan): string {
  return grossNotional(plan.legs).toFixed();
}

function grossNotional(legs: readonly OpportunityLeg[]): Exact {
  return legs.reduce((sum, leg) => sum.plus(worstNotional(leg)), new Exact(0));
}

function worstNotional(leg: OpportunityLeg): Exact {
  return new Exact(leg.worstPrice).times(leg.qty);
}
