import type { TopUpdate } from '../mergedBook';

/** Levels that one depth message can carry; Binance sends at most a few thousand. */
export const MAX_LEVELS = 10_000;

/** What a frame turned out to be. `control` = nothing for the books (a subscription reply, another event). */
export type FrameKind = 'depth' | 'ticker' | 'trade' | 'control' | 'malformed' | 'absurd';

/** Where both readers of frames (scanner and full parser) put what they read: one object per feed, overwritten by each frame. */
export interface Frame {
  index: number;
  /** Venue time, 0 where the message has none. */
  exchangeTimeMs: number;
  /** Last event contained (`u`). */
  lastId: number;
  /** First event contained (`U`), depth only. */
  firstId: number;
  /** `pu` of the previous depth message; -1 on spot, which has none. */
  previousLastId: number;
  /** Bids lie in [0, bidCount), asks in [bidCount, levelCount). */
  bidCount: number;
  levelCount: number;
  /** Levels left out because their price is zero, negative or off the tick. */
  skippedLevels: number;
  readonly priceTicks: Float64Array;
  readonly qtyLots: Float64Array;
  readonly top: TopUpdate;
  tradeTicks: number;
  tradeLots: number;
  buyerIsMaker: boolean;
}

export function createFrame(): Frame {
  return {
    index: -1,
    exchangeTimeMs: 0,
    lastId: 0,
    firstId: 0,
    previousLastId: -1,
    bidCount: 0,
    levelCount: 0,
    skippedLevels: 0,
    priceTicks: new Float64Array(MAX_LEVELS),
    qtyLots: new Float64Array(MAX_LEVELS),
    top: { bidTicks: NaN, bidLots: 0, askTicks: NaN, askLots: 0 },
    tradeTicks: NaN,
    tradeLots: 0,
    buyerIsMaker: false,
  };
}

/** Empties the level lists in front of a new depth message. */
export function clearLevels(frame: Frame): void {
  frame.bidCount = 0;
  frame.levelCount = 0;
  frame.skippedLevels = 0;
}

/** Appends one level; leaves out what no order book can hold. False where there is no room. */
export function pushLevel(frame: Frame, priceTicks: number, qtyLots: number): boolean {
  if (!(priceTicks > 0) || !(qtyLots >= 0)) {
    frame.skippedLevels++;
    return true;
  }
  const at = frame.levelCount;
  if (at >= MAX_LEVELS) return false;
  frame.priceTicks[at] = priceTicks;
  frame.qtyLots[at] = qtyLots;
  frame.levelCount = at + 1;
  return true;
}

/** True where both prices and sizes exist and the bid is below the ask. */
export function isSaneTop(top: TopUpdate): boolean {
  return top.bidTicks > 0 && top.bidLots > 0 && top.askLots > 0 && top.askTicks > top.bidTicks;
}
