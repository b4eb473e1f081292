import type { Instrument, InstrumentId } from '../domain/instrument';
import type { AssetExposure, LegPosition, Situation } from '../domain/lifecycle/steps';
import { asAmount, asPrice, asQty, Exact, ZERO_QTY } from '../domain/money';
import type { Fill } from '../domain/order';
import type { TradePlan } from '../domain/tradePlan';
import type { JournaledOrder, TradeRecord } from './journal';
import { openOrders } from './openOrders';

/** What is known of a trade at one moment. */
type Known = Pick<TradeRecord, 'plan' | 'orders' | 'fills' | 'orphanSinceMs'>;

export interface Judgement {
  readonly legs: readonly LegPosition[];
  readonly situation: Situation;
}

/** What each leg has done and whether the legs offset each other, from counted fills alone. */
export function judge(
  known: Known,
  instruments: ReadonlyMap<InstrumentId, Instrument>,
  nowMs: number,
): Judgement {
  const legs = known.plan.legs.map((_, leg) => legPosition(known, leg));
  return { legs, situation: situationOf(known, { legs, instruments, nowMs }) };
}

function legPosition({ plan, orders, fills }: Known, leg: number): LegPosition {
  const planned = plan.legs[leg];
  if (planned === undefined) throw new Error(`${plan.tradeId} has no leg ${leg}`);
  const own = orders.filter((order) => order.leg === leg);
  const ids = new Set(own.map((order) => order.clientOrderId));
  const legFills = fills.filter((fill) => ids.has(fill.clientOrderId));
  const forward = legFills.filter((fill) => fill.side === planned.side);
  const net = sumQty(legFills, (fill) => (fill.side === planned.side ? 1 : -1));
  const forwardQty = sumQty(forward, () => 1);
  const cash = forward.reduce((sum, fill) => sum.plus(new Exact(fill.price).times(fill.qty)), new Exact(0));
  return {
    leg,
    plannedQty: plan.qty,
    filledQty: net.isNegative() ? ZERO_QTY : asQty(net),
    avgPrice: forwardQty.isZero() ? undefined : asPrice(cash.div(forwardQty).decimalPlaces(12)),
    watched: openOrders({ orders: own, fills }).map((order) => order.clientOrderId),
    note: noteOf(own),
  };
}

/** What the operator reads of a leg: its last order that was more than a reserve. */
function noteOf(orders: readonly JournaledOrder[]): string {
  const used = orders.filter((order) => order.role === 'order' || order.state !== 'notSent');
  return used.at(-1)?.note ?? '';
}

function sumQty(fills: readonly Fill[], sign: (fill: Fill) => 1 | -1): Exact {
  return fills.reduce((sum, fill) => sum.plus(new Exact(fill.qty).times(sign(fill))), new Exact(0));
}

interface Judging {
  readonly legs: readonly LegPosition[];
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>;
  readonly nowMs: number;
}

function situationOf({ plan, fills, orphanSinceMs }: Known, judging: Judging): Situation {
  if (fills.length === 0) return { kind: 'nothingFilled' };
  const exposures = exposuresOf(fills, judging.instruments).filter((each) =>
    isAboveDust(each, plan, judging),
  );
  if (exposures.length > 0) {
    const knownAtMs = orphanSinceMs ?? judging.nowMs;
    return { kind: 'orphan', exposures, knownAtMs, dueAtMs: knownAtMs + plan.deadlines.orphanMs };
  }
  return {
    kind: 'matched',
    complete: judging.legs.every((leg) => new Exact(leg.filledQty).isEqualTo(leg.plannedQty)),
  };
}

/** Gross filled quantity per traded asset, bought minus sold. Fees taken in kind are inventory drift, not exposure. */
export function exposuresOf(
  fills: readonly Fill[],
  instruments: ReadonlyMap<InstrumentId, Instrument>,
): AssetExposure[] {
  const sums = new Map<string, Exact>();
  for (const fill of fills) {
    const asset = instruments.get(fill.instrumentId)?.base ?? fill.instrumentId;
    const signed = new Exact(fill.qty).times(fill.side === 'buy' ? 1 : -1);
    sums.set(asset, (sums.get(asset) ?? new Exact(0)).plus(signed));
  }
  return [...sums].filter(([, qty]) => !qty.isZero()).map(([asset, qty]) => ({ asset, qty: asAmount(qty) }));
}

/** Above dust = at least one instrument of the trade can still trade it away. */
function isAboveDust({ asset, qty }: AssetExposure, plan: TradePlan, { instruments }: Judging): boolean {
  const size = new Exact(qty).abs();
  return plan.legs.some((leg) => {
    const instrument = instruments.get(leg.instrumentId);
    if (instrument?.base !== asset) return false;
    const notional = size.times(leg.expectedPrice);
    return (
      size.gte(instrument.minQty) && size.gte(instrument.lotSize) && notional.gte(instrument.minNotional)
    );
  });
}
