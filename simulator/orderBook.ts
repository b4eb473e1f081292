import { createBookSide, levelLots, type BookSide, type RestingOrder } from './bookSide';
import { planMatch, wouldTake, type Match, type MatchPlan, type Taker } from './matching';
import type { SimSide } from './simulatedVenue';

/** `[ticks, lots]`; zero lots delete the level. */
export type IntegerLevel = readonly [ticks: number, lots: number];

export interface DepthChange {
  readonly bids: readonly IntegerLevel[];
  readonly asks: readonly IntegerLevel[];
}

/** A resting order of ours that the market source traded with. */
export interface PassiveMatch {
  readonly orderId: string;
  readonly ticks: number;
  readonly lots: number;
}

export interface OrderBook {
  plan(taker: Taker): MatchPlan;
  wouldTake(side: SimSide, limitTicks: number): boolean;
  /** Carries out matches found by `plan` for a taker of `takerSide`. */
  execute(takerSide: SimSide, matches: readonly Match[]): void;
  rest(order: RestingOrder): void;
  remove(orderId: string): void;
  /** Anonymous depth as the source says it is now; sizes taken earlier at these prices come back. */
  setAnonymous(change: DepthChange): void;
  clearAnonymous(): void;
  /** Orders of ours that anonymous depth or a public trade hits, with the anonymous size used up. */
  crossResting(): PassiveMatch[];
  hitResting(takerSide: SimSide, ticks: number, lots: number): PassiveMatch[];
  levels(side: SimSide, depth: number): IntegerLevel[];
  best(side: SimSide): IntegerLevel | undefined;
  /** Levels changed since the last call, with their size now. */
  drainChanges(): DepthChange;
}

/** The book of one market: anonymous depth of the source plus the orders of our accounts. */
export function createOrderBook(): OrderBook {
  const sides = { buy: createBookSide('buy'), sell: createBookSide('sell') };
  const resting = new Map<string, RestingOrder>();
  const touched = { buy: new Set<number>(), sell: new Set<number>() };
  const opposite = (side: SimSide): SimSide => (side === 'buy' ? 'sell' : 'buy');

  /** Takes `lots` off a resting order and forgets it when nothing is left. */
  function reduce(orderId: string, lots: number): void {
    const order = resting.get(orderId);
    if (!order) return;
    order.lots -= lots;
    touched[order.side].add(order.ticks);
    if (order.lots > 0) return;
    resting.delete(orderId);
    sides[order.side].removeResting(orderId, order.ticks);
  }

  function execute(takerSide: SimSide, matches: readonly Match[]): void {
    const side = opposite(takerSide);
    for (const match of matches) {
      touched[side].add(match.ticks);
      if (match.makerOrderId === undefined) takeAnonymous(sides[side], match);
      else reduce(match.makerOrderId, match.lots);
    }
  }

  /** Anonymous depth that came to stand across a resting order has traded with it, at the order's own price. */
  function cross(order: RestingOrder): PassiveMatch[] {
    const plan = planMatch(sides[opposite(order.side)], {
      accountId: order.accountId,
      side: order.side,
      timeInForce: 'IOC',
      limitTicks: order.ticks,
      size: { kind: 'lots', lots: order.lots },
      maxTakeLots: undefined,
    });
    if (plan.filledLots === 0) return [];
    execute(order.side, plan.matches);
    reduce(order.orderId, plan.filledLots);
    return [{ orderId: order.orderId, ticks: order.ticks, lots: plan.filledLots }];
  }

  function drain(side: SimSide): IntegerLevel[] {
    const changes = [...touched[side]].map((ticks): IntegerLevel => {
      const level = sides[side].level(ticks);
      return [ticks, level ? levelLots(level) : 0];
    });
    touched[side].clear();
    return changes;
  }

  function setSide(side: SimSide, levels: readonly IntegerLevel[]): void {
    for (const [ticks, lots] of levels) {
      sides[side].setAnonymous(ticks, lots);
      touched[side].add(ticks);
    }
  }

  return {
    plan: (taker) => planMatch(sides[opposite(taker.side)], taker),
    wouldTake: (side, limitTicks) => wouldTake(sides[opposite(side)], limitTicks, side),
    execute,
    rest: (order) => {
      resting.set(order.orderId, order);
      sides[order.side].addResting(order);
      touched[order.side].add(order.ticks);
    },
    remove: (orderId) => {
      reduce(orderId, resting.get(orderId)?.lots ?? 0);
    },
    setAnonymous: (change) => {
      setSide('buy', change.bids);
      setSide('sell', change.asks);
    },
    clearAnonymous: () => {
      for (const ticks of sides.buy.clearAnonymous()) touched.buy.add(ticks);
      for (const ticks of sides.sell.clearAnonymous()) touched.sell.add(ticks);
    },
    crossResting: () => [...resting.values()].flatMap((order) => cross(order)),
    hitResting: (takerSide, ticks, lots) => {
      if (resting.size === 0) return [];
      const hits = hitBy(sides[opposite(takerSide)], ticks, { takerSide, lots });
      for (const hit of hits) reduce(hit.orderId, hit.lots);
      return hits;
    },
    levels: (side, depth) => topLevels(sides[side], depth),
    best: (side) => topLevels(sides[side], 1)[0],
    drainChanges: () => ({ bids: drain('buy'), asks: drain('sell') }),
  };
}

function topLevels(side: BookSide, depth: number): IntegerLevel[] {
  const levels: IntegerLevel[] = [];
  for (const level of side.levels()) {
    if (levels.length >= depth) break;
    levels.push([level.ticks, levelLots(level)]);
  }
  return levels;
}

function takeAnonymous(side: BookSide, match: Match): void {
  const level = side.level(match.ticks);
  if (level) side.setAnonymous(match.ticks, level.anonymousLots - match.lots);
}

/** A public trade at `ticks` first uses up the anonymous size shown there, then our orders at that price or better. */
function hitBy(side: BookSide, ticks: number, trade: { takerSide: SimSide; lots: number }): PassiveMatch[] {
  const matches: PassiveMatch[] = [];
  let left = trade.lots;
  for (const level of side.levels()) {
    const reached = trade.takerSide === 'buy' ? level.ticks <= ticks : level.ticks >= ticks;
    if (left <= 0 || !reached) break;
    left -= level.anonymousLots;
    for (const order of level.resting) {
      const lots = Math.min(left, order.lots);
      if (lots <= 0) break;
      matches.push({ orderId: order.orderId, ticks: level.ticks, lots });
      left -= lots;
    }
  }
  return matches;
}
