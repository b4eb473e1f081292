import { walkBook } from '../domain/bookWalk';
import type { AssetExposure, RepairChoice } from '../domain/lifecycle/steps';
import { Exact, roundDownToLot, asQty, type Price, type Qty } from '../domain/money';
import type { OpportunityLeg } from '../domain/opportunity';
import type { Side } from '../domain/order';
import { repairBoundBps, repairLimit } from '../domain/repairPrice';
import type { TradePlan } from '../domain/tradePlan';
import type { WantedOrder } from './intents';
import { freshBook, instrumentOf, type StepDeps } from './stepDeps';

export interface Repair {
  readonly orders: readonly WantedOrder[];
  readonly choice: RepairChoice;
}

export interface RepairWish {
  readonly exposures: readonly AssetExposure[];
  /** Widens the bound. */
  readonly triesPastDue: number;
  /** Completing a leg is no choice: a shutdown is in force. */
  readonly reduceOnly: boolean;
}

/** One way to remove one exposure: an order on one leg's instrument. */
interface Way extends WantedOrder {
  /** What it costs all in, per base unit and in quote; lower is better. `undefined` = no fresh book, priced at the bound. */
  readonly costPerUnit: Exact | undefined;
}

/**
 * The orders that remove these exposures at the lowest cost now: completing the leg that is missing or reducing the one that is filled,
 * wherever it is cheapest after fees.
 */
export function repairOf(deps: StepDeps, plan: TradePlan, wish: RepairWish): Repair {
  const orders = wish.exposures.flatMap((exposure) => {
    const ways = waysToRemove(deps, plan, { exposure, triesPastDue: wish.triesPastDue });
    const allowed = wish.reduceOnly ? ways.filter((way) => way.role === 'reverse') : ways;
    return cheapest(allowed) ?? [];
  });
  const roles = new Set(orders.map((order) => order.role));
  if (roles.has('reverse')) return { orders, choice: 'reduce' };
  return { orders, choice: roles.has('complete') ? 'complete' : 'none' };
}

interface Removal {
  readonly exposure: AssetExposure;
  readonly triesPastDue: number;
}

function waysToRemove(deps: StepDeps, plan: TradePlan, removal: Removal): Way[] {
  return plan.legs.flatMap((leg, index) => wayOn(deps, { leg, index }, removal) ?? []);
}

function wayOn(
  deps: StepDeps,
  { leg, index }: { leg: OpportunityLeg; index: number },
  { exposure, triesPastDue }: Removal,
): Way | undefined {
  const instrument = instrumentOf(deps, leg.instrumentId);
  if (instrument.base !== exposure.asset) return undefined;
  const side: Side = new Exact(exposure.qty).isPositive() ? 'sell' : 'buy';
  const qty = roundDownToLot(asQty(new Exact(exposure.qty).abs()), instrument.lotSize);
  if (qty === undefined || new Exact(qty).lt(instrument.minQty)) return undefined;
  const { repairStartBps, repairWidenBps, repairMaxBps } = deps.settings;
  const bounds = { startBps: repairStartBps, widenBps: repairWidenBps, maxBps: repairMaxBps };
  const boundBps = repairBoundBps(bounds, triesPastDue);
  const limitPrice = repairLimit(leg, { side, boundBps, tickSize: instrument.tickSize });
  if (new Exact(qty).times(limitPrice).lt(instrument.minNotional)) return undefined;
  const costPerUnit = costOf(deps, leg, { side, qty, limitPrice });
  const role = side === leg.side ? 'complete' : 'reverse';
  return { leg: index, role, instrumentId: leg.instrumentId, side, qty, limitPrice, costPerUnit };
}

/** Price paid (or minus the price received) per unit with the taker fee; `undefined` where the book does not hold the size inside the bound. */
function costOf(
  deps: StepDeps,
  leg: OpportunityLeg,
  order: { side: Side; qty: Qty; limitPrice: Price },
): Exact | undefined {
  const book = freshBook(deps, leg.instrumentId);
  if (book === undefined) return undefined;
  const walked = walkBook(order.side === 'buy' ? book.asks : book.bids, order.qty);
  if (walked === undefined) return undefined;
  const inside =
    order.side === 'buy'
      ? new Exact(walked.lastPrice).lte(order.limitPrice)
      : new Exact(walked.lastPrice).gte(order.limitPrice);
  if (!inside) return undefined;
  const fee = new Exact(walked.vwap).times(leg.takerFeeBps).div(10_000);
  return order.side === 'buy' ? fee.plus(walked.vwap) : fee.minus(walked.vwap);
}

/** The cheapest priced way; without any price, reducing on the venue where we hold the fill, which needs nothing but that venue. */
function cheapest(ways: readonly Way[]): WantedOrder | undefined {
  const priced = ways.flatMap((way) =>
    way.costPerUnit === undefined ? [] : [{ way, cost: way.costPerUnit }],
  );
  const [best] = priced.sort((a, b) => a.cost.comparedTo(b.cost) ?? 0);
  const chosen = best?.way ?? ways.find((way) => way.role === 'reverse') ?? ways[0];
  if (chosen === undefined) return undefined;
  const { leg, role, instrumentId, side, qty, limitPrice } = chosen;
  return { leg, role, instrumentId, side, qty, limitPrice };
}
