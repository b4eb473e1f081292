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
  const byVenue = new Map<string, Exact>();
  for (const leg of plan.legs) {
    byVenue.set(leg.venue, (byVenue.get(leg.venue) ?? new Exact(0)).plus(worstNotional(leg)));
  }
  const gross = [...byVenue.values()].reduce((sum, notional) => sum.plus(notional), new Exact(0));
  return [
    { key: limitKeys.capital, amount: gross.toFixed() },
    { key: limitKeys.grossExposure, amount: gross.toFixed() },
    { key: limitKeys.strategyTrades(plan.strategy), amount: '1' },
    ...[...byVenue].map(([venue, notional]) => ({
      key: limitKeys.venueNotional(venue),
      amount: notional.toFixed(),
    })),
  ];
}

/** Worst price times size over all legs, in USD. */
export function allOrdersUsd(plan: TradePlan): string {
  return plan.legs.reduce((sum, leg) => sum.plus(worstNotional(leg)), new Exact(0)).toFixed();
}

function worstNotional(leg: OpportunityLeg): Exact {
  return new Exact(leg.worstPrice).times(leg.qty);
}
