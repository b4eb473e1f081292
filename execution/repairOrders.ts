import { walkBook } from '../domain/bookWalk';
import type { AssetExposure, RepairChoice } from '../domain/lifecycle/steps';
import { Exact, roundDownToLot, asQty, type Price, type Qty } from '../domain/money';
import type { OpportunityLeg } from '../domain/opportunity';
import type { Side } from '../domain/order';
import { repairBoundBps, repairLimit } from '../domain/repairPrice';
import type { TradePlan } from '../domain/tradePlan';
import type { WantedOrder } from './intents';
import type { JournaledOrder } from './journal';
import { freshBook, instrumentOf, type StepDeps } from './stepDeps';
import { triedInVain } from './triedInVain';

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
  /** The trade's orders so far: a way that has just come to nothing is taken after the others. */
  readonly orders: readonly JournaledOrder[];
}

/** One way to remove one exposure: an order on one leg's instrument. */
interface Way extends WantedOrder {
  /** What it costs all in, per base unit and in quote; lower is better. `undefined` = no fresh book, priced at the bound. */
  readonly costPerUnit: Exact | undefined;
  readonly triedInVain: number;
}

/**
 * The orders that remove these exposures at the lowest cost now: completing the leg that is missing or reducing the one that is filled,
 * wherever it is cheapest after fees.
 */
export function repairOf(deps: StepDeps, plan: TradePlan, wish: RepairWish): Repair {
  const orders = wish.exposures.flatMap((exposure) => {
    const ways = waysToRemove(deps, plan, { ...wish, exposure });
    const allowed = wish.reduceOnly ? ways.filter((way) => way.role === 'reverse') : ways;
    return cheapest(allowed) ?? [];
  });
  const roles = new Set(orders.map((order) => order.role));
  if (roles.has('reverse')) return { orders, choice: 'reduce' };
  return { orders, choice: roles.has('complete') ? 'complete' : 'none' };
}

interface Removal extends Pick<RepairWish, 'triesPastDue' | 'orders'> {
  readonly exposure: AssetExposure;
}

function waysToRemove(deps: StepDeps, plan: TradePlan, removal: Removal): Way[] {
  return plan.legs.flatMap((leg, index) => wayOn(deps, { leg, index }, removal) ?? []);
}

function wayOn(
  deps: StepDeps,
  { leg, index }: { leg: OpportunityLeg; index: number },
  { exposure, triesPastDue, orders }: Removal,
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
  const wanted = { leg: index, role, instrumentId: leg.instrumentId, side, qty, limitPrice } as const;
  return { ...wanted, costPerUnit, triedInVain: triedInVain(orders, index) };
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

/**
 * The cheapest priced way of those least tried in vain; without any price, reducing on the venue where we hold the fill, which needs nothing
 * but that venue.
 */
function cheapest(all: readonly Way[]): WantedOrder | undefined {
  const fewest = Math.min(...all.map((way) => way.triedInVain));
  const ways = all.filter((way) => way.triedInVain === fewest);
  const priced = ways.flatMap((way) =>
    way.costPerUnit === undefined ? [] : [{ way, cost: way.costPerUnit }],
  );
  const [best] = priced.sort((a, b) => a.cost.comparedTo(b.cost) ?? 0);
  const chosen = best?.way ?? ways.find((way) => way.role === 'reverse') ?? ways[0];
  if (chosen === undefined) return undefined;
  const { leg, role, instrumentId, side, qty, limitPrice } = chosen;
  return { leg, role, instrumentId, side, qty, limitPrice };
}
