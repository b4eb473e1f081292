import type { BookLevel, BookSide } from './bookSide';
import type { SimSide, SimTimeInForce } from './simulatedVenue';

/** What the matcher sees of an order that arrives. */
export interface Taker {
  readonly accountId: string;
  readonly side: SimSide;
  readonly timeInForce: SimTimeInForce;
  /** `undefined`: market, any price. */
  readonly limitTicks: number | undefined;
  readonly size: TakerSize;
  /** No more than this may be taken (a planted partial fill); `undefined` for no limit. */
  readonly maxTakeLots: number | undefined;
}

export type TakerSize =
  | { readonly kind: 'lots'; readonly lots: number }
  /** Spend this much quote: `lotsAt(ticks, spent)` says how many lots the rest of it buys. */
  | { readonly kind: 'quote'; readonly lotsAt: (ticks: number, matches: readonly Match[]) => number };

export interface Match {
  readonly ticks: number;
  readonly lots: number;
  /** The order of ours that was hit; `undefined` for size of the market source. */
  readonly makerOrderId: string | undefined;
}

export interface MatchPlan {
  readonly matches: readonly Match[];
  readonly filledLots: number;
  /** Lots not matched: they rest (GTC, post-only) or expire. */
  readonly restLots: number;
  readonly rest: 'rests' | 'expires' | 'none';
}

/** What `taker` would do to the opposite side, without doing it: best price first, within a price oldest first. */
export function planMatch(opposite: BookSide, taker: Taker): MatchPlan {
  const walk = walkOpposite(opposite, taker);
  const filledLots = walk.matches.reduce((sum, match) => sum + match.lots, 0);
  const restLots = taker.size.kind === 'lots' ? taker.size.lots - filledLots : 0;
  if (taker.timeInForce === 'FOK' && restLots > 0)
    return { matches: [], filledLots: 0, restLots: restLots + filledLots, rest: 'expires' };
  if (restLots === 0) return { matches: walk.matches, filledLots, restLots, rest: 'none' };
  const mayRest =
    taker.limitTicks !== undefined &&
    (taker.timeInForce === 'GTC' || taker.timeInForce === 'postOnly') &&
    !walk.metItself &&
    !crosses(taker, opposite, walk.capped);
  return { matches: walk.matches, filledLots, restLots, rest: mayRest ? 'rests' : 'expires' };
}

/** Would a post-only order trade at once? */
export function wouldTake(opposite: BookSide, limitTicks: number, side: SimSide): boolean {
  const best = opposite.best();
  return best !== undefined && isMarketable(best.ticks, limitTicks, side);
}

export function isMarketable(levelTicks: number, limitTicks: number | undefined, side: SimSide): boolean {
  if (limitTicks === undefined) return true;
  return side === 'buy' ? levelTicks <= limitTicks : levelTicks >= limitTicks;
}

/** A taker stopped by a planted cap must not rest across the spread: the book would be crossed. */
function crosses(taker: Taker, opposite: BookSide, capped: boolean): boolean {
  return capped && taker.limitTicks !== undefined && wouldTake(opposite, taker.limitTicks, taker.side);
}

interface Walk {
  readonly matches: Match[];
  /** It met an order of its own account: self-trade rule, the rest of the taker expires and the maker stays. */
  readonly metItself: boolean;
  readonly capped: boolean;
}

function walkOpposite(opposite: BookSide, taker: Taker): Walk {
  const matches: Match[] = [];
  let capLeft = taker.maxTakeLots ?? Number.POSITIVE_INFINITY;
  let left = taker.size.kind === 'lots' ? taker.size.lots : 0;
  for (const level of opposite.levels()) {
    if (!isMarketable(level.ticks, taker.limitTicks, taker.side)) break;
    if (taker.size.kind === 'quote') left = taker.size.lotsAt(level.ticks, matches);
    for (const offer of offersOf(level)) {
      const lots = Math.min(left, capLeft, offer.lots);
      if (lots <= 0) return { matches, metItself: false, capped: capLeft <= 0 };
      if (offer.accountId === taker.accountId) return { matches, metItself: true, capped: false };
      matches.push({ ticks: level.ticks, lots, makerOrderId: offer.orderId });
      left -= lots;
      capLeft -= lots;
    }
  }
  return { matches, metItself: false, capped: capLeft <= 0 };
}

interface Offer {
  readonly lots: number;
  readonly orderId: string | undefined;
  readonly accountId: string | undefined;
}

/** Our orders stand behind all anonymous size of their price, so a passive fill is never flattered. */
function* offersOf(level: BookLevel): Iterable<Offer> {
  if (level.anonymousLots > 0) yield { lots: level.anonymousLots, orderId: undefined, accountId: undefined };
  for (const order of level.resting)
    yield { lots: order.lots, orderId: order.orderId, accountId: order.accountId };
}
