import { roundedUsd as usd } from './dollars';
import type { Instrument, InstrumentId } from './instrument';
import type { SettledFigures } from './lifecycle/steps';
import { asBps, asQty, Exact, ratioBps, ZERO_QTY, ZERO_USD } from './money';
import type { Fill, Side } from './order';
import type { TradePlan } from './tradePlan';

/**
 * What the trade earned beside what was expected of it, from its fills alone. Quote currency counts as USD at par; coins left over
 * (dust, fees in kind) are valued at the trade's own average price. Gains round down, costs up.
 */
export function settledFigures(
  plan: TradePlan,
  fills: readonly Fill[],
  instruments: ReadonlyMap<InstrumentId, Instrument>,
): SettledFigures {
  if (fills.length === 0) return nothingFilled();
  const bought = totalsOf(fills, 'buy');
  const sold = totalsOf(fills, 'sell');
  const price = bought.cash.plus(sold.cash).div(bought.qty.plus(sold.qty));
  const feesUsd = fills.reduce((sum, fill) => sum.plus(feeUsd(fill, instruments)), new Exact(0));
  const leftOver = bought.qty.minus(sold.qty).times(price);
  const pnl = sold.cash.minus(bought.cash).plus(leftOver).minus(feesUsd);
  const matchedQty = Exact.min(bought.qty, sold.qty);
  const notional = bought.cash.isZero() ? sold.cash : bought.cash;
  const share = matchedQty.div(plan.qty);
  const grossBps =
    bought.qty.isZero() || sold.qty.isZero()
      ? asBps('0')
      : ratioBps(
          sold.cash.div(sold.qty).minus(bought.cash.div(bought.qty)),
          bought.cash.div(bought.qty),
          'down',
        );
  return {
    matchedQty: asQty(matchedQty),
    notionalUsd: usd(notional, 'up'),
    pnlUsd: usd(pnl, 'down'),
    feesUsd: usd(feesUsd, 'up'),
    expectedPnlUsd: usd(share.times(plan.expectedNetProfitUsd), 'down'),
    expectedFeesUsd: usd(share.times(plan.notionalUsd).times(plan.edge.costs.takerFeesBps).div(10_000), 'up'),
    slippageUsd: usd(slippage(plan, fills), 'up'),
    realisedGrossBps: grossBps,
    expectedGrossBps: plan.edge.grossBps,
    realisedNetBps: ratioBps(pnl, notional, 'down'),
  };
}

function nothingFilled(): SettledFigures {
  return {
    matchedQty: ZERO_QTY,
    notionalUsd: ZERO_USD,
    pnlUsd: ZERO_USD,
    feesUsd: ZERO_USD,
    expectedPnlUsd: ZERO_USD,
    expectedFeesUsd: ZERO_USD,
    slippageUsd: ZERO_USD,
    realisedGrossBps: asBps('0'),
    expectedGrossBps: asBps('0'),
    realisedNetBps: asBps('0'),
  };
}

function totalsOf(fills: readonly Fill[], side: Side): { qty: Exact; cash: Exact } {
  const own = fills.filter((fill) => fill.side === side);
  return {
    qty: own.reduce((sum, fill) => sum.plus(fill.qty), new Exact(0)),
    cash: own.reduce((sum, fill) => sum.plus(new Exact(fill.price).times(fill.qty)), new Exact(0)),
  };
}

/** A fee in the traded coin is valued at the price of its own fill. */
function feeUsd(fill: Fill, instruments: ReadonlyMap<InstrumentId, Instrument>): Exact {
  const isCoin = instruments.get(fill.instrumentId)?.base === fill.feeAsset;
  return isCoin ? new Exact(fill.fee).times(fill.price) : new Exact(fill.fee);
}

/** Cost of the fills against the prices of the decision, positive = worse than decided. Repairs count in full. */
function slippage(plan: TradePlan, fills: readonly Fill[]): Exact {
  return fills.reduce((sum, fill) => {
    const leg = plan.legs.find((each) => each.instrumentId === fill.instrumentId);
    if (leg === undefined) return sum;
    const worse = new Exact(fill.price).minus(leg.expectedPrice).times(fill.qty);
    return sum.plus(fill.side === 'buy' ? worse : worse.negated());
  }, new Exact(0));
}
