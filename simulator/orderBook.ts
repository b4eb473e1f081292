import { createBookSide, levelLots, type BookSide, type RestingOrder } from './bookSide';
import { isMarketable, planMatch, wouldTake, type Match, type MatchPlan, type Taker } from './matching';
import type { SimSide } from './simulatedVenue';

/** `[ticks, lots]`; zero lots delete the level. */
export type IntegerLevel = readonly [ticks: number, lots: number];

export interface DepthChange {
  readonly bids: readonly IntegerLevel[];
  readonly asks: readonly IntegerLevel[];
}

/** A trade between others, seen on the public stream. */
export interface AnonymousTrade {
  readonly takerSide: SimSide;
  readonly ticks: number;
  readonly lots: number;
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
  hitResting(trade: AnonymousTrade): PassiveMatch[];
  levels(side: SimSide, depth: number): IntegerLevel[];
  best(side: SimSide): IntegerLevel | undefined;
  /** Levels changed since the last call, with their size now. */
  drainChanges(): DepthChange;
}

/** The book of one market: anonymous depth of the source plus the orders of our accounts. */
export function createOrderBook(): OrderBook {
  const parts: BookParts = {
    sides: { buy: createBookSide('buy'), sell: createBookSide('sell') },
    touched: { buy: new Set(), sell: new Set() },
    resting: new Map(),
  };
  const { sides, touched, resting } = parts;
  return {
    plan: (taker) => planMatch(sides[opposite(taker.side)], taker),
    wouldTake: (side, limitTicks) => wouldTake(sides[opposite(side)], limitTicks, side),
    execute: (takerSide, matches) => {
      execute(parts, takerSide, matches);
    },
    rest: (order) => {
      resting.set(order.orderId, order);
      sides[order.side].addResting(order);
      touched[order.side].add(order.ticks);
    },
    remove: (orderId) => {
      const order = resting.get(orderId);
      if (order) reduce(parts, order, order.lots);
    },
    setAnonymous: (change) => {
      setSide(parts, 'buy', change.bids);
      setSide(parts, 'sell', change.asks);
    },
    clearAnonymous: () => {
      for (const ticks of sides.buy.clearAnonymous()) touched.buy.add(ticks);
      for (const ticks of sides.sell.clearAnonymous()) touched.sell.add(ticks);
    },
    crossResting: () => [...resting.values()].flatMap((order) => cross(parts, order)),
    hitResting: (trade) => (resting.size === 0 ? [] : hit(parts, trade)),
    levels: (side, depth) => topLevels(sides[side], depth),
    best: (side) => topLevels(sides[side], 1)[0],
    drainChanges: () => ({ bids: drain(parts, 'buy'), asks: drain(parts, 'sell') }),
  };
}

interface BookParts {
  readonly sides: Record<SimSide, BookSide>;
  readonly touched: Record<SimSide, Set<number>>;
  readonly resting: Map<string, RestingOrder>;
}

const opposite = (side: SimSide): SimSide => (side === 'buy' ? 'sell' : 'buy');

/** Takes `lots` off a resting order and forgets it when nothing is left. */
function reduce(parts: BookParts, order: RestingOrder, lots: number): void {
  order.lots -= lots;
  parts.touched[order.side].add(order.ticks);
  if (order.lots > 0) return;
  parts.resting.delete(order.orderId);
  parts.sides[order.side].removeResting(order);
}

function execute(parts: BookParts, takerSide: SimSide, matches: readonly Match[]): void {
  const side = opposite(takerSide);
  for (const match of matches) {
    parts.touched[side].add(match.ticks);
    const maker = match.makerOrderId === undefined ? undefined : parts.resting.get(match.makerOrderId);
    if (maker) reduce(parts, maker, match.lots);
    else takeAnonymous(parts.sides[side], match);
  }
}

function takeAnonymous(side: BookSide, match: Match): void {
  const level = side.level(match.ticks);
  if (level) side.setAnonymous(match.ticks, level.anonymousLots - match.lots);
}

function setSide(parts: BookParts, side: SimSide, levels: readonly IntegerLevel[]): void {
  for (const [ticks, lots] of levels) {
    parts.sides[side].setAnonymous(ticks, lots);
    parts.touched[side].add(ticks);
  }
}

/** Anonymous depth that came to stand across a resting order has traded with it, at the order's own price. */
function cross(parts: BookParts, order: RestingOrder): PassiveMatch[] {
  const plan = planMatch(parts.sides[opposite(order.side)], {
    accountId: order.accountId,
    side: order.side,
    timeInForce: 'IOC',
    limitTicks: order.ticks,
    size: { kind: 'lots', lots: order.lots },
    maxTakeLots: undefined,
  });
  if (plan.filledLots === 0) return [];
  execute(parts, order.side, plan.matches);
  reduce(parts, order, plan.filledLots);
  return [{ orderId: order.orderId, ticks: order.ticks, lots: plan.filledLots }];
}

/** A public trade first uses up the anonymous size shown at its price or better, then our orders there. */
function hit(parts: BookParts, trade: AnonymousTrade): PassiveMatch[] {
  const matches: { order: RestingOrder; lots: number }[] = [];
  let left = trade.lots;
  for (const level of parts.sides[opposite(trade.takerSide)].levels()) {
    if (left <= 0 || !isMarketable(level.ticks, trade.ticks, trade.takerSide)) break;
    left -= level.anonymousLots;
    for (const order of level.resting) {
      const lots = Math.min(left, order.lots);
      if (lots <= 0) break;
      matches.push({ order, lots });
      left -= lots;
    }
  }
  for (const { order, lots } of matches) reduce(parts, order, lots);
  return matches.map(({ order, lots }) => ({ orderId: order.orderId, ticks: order.ticks, lots }));
}

function drain(parts: BookParts, side: SimSide): IntegerLevel[] {
  const changes = [...parts.touched[side]].map((ticks): IntegerLevel => {
    const level = parts.sides[side].level(ticks);
    return [ticks, level ? levelLots(level) : 0];
  });
  parts.touched[side].clear();
  return changes;
}

function topLevels(side: BookSide, depth: number): IntegerLevel[] {
  const levels: IntegerLevel[] = [];
  for (const level of side.levels()) {
    if (levels.length >= depth) break;
    levels.push([level.ticks, levelLots(level)]);
  }
  return levels;
}
