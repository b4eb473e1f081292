import type { BookSide, TickBook } from './tickBook';

/** Shifts shorter than this are cheaper as a loop than as a call of `copyWithin`. */
const LOOP_SHIFT = 24;

/** One side, worst level first, so that the busy best levels lie at the end and little is moved. */
interface SideLevels {
  /** Ascending rank: the price for bids, minus the price for asks. */
  readonly ranks: Float64Array;
  readonly lots: Float64Array;
  count: number;
}

/**
 * A book of at most `capacity` levels a side in typed arrays. A full side forgets its worst level.
 * @throws RangeError where the capacity is not a positive integer.
 */
export function createTickBook(capacity: number): TickBook {
  if (!Number.isSafeInteger(capacity) || capacity < 1)
    throw new RangeError(`capacity must be a positive integer, got ${String(capacity)}`);
  const bids = createSide(capacity);
  const asks = createSide(capacity);
  let topVersion = 0;

  /** Drops better levels than the given one and sets it; true where the best changed. */
  function setBest(levels: SideLevels, rank: number, lots: number): boolean {
    const before = levels.count - 1;
    if (levels.ranks[before] === rank && before >= 0) {
      if (levels.lots[before] === lots) return false;
      levels.lots[before] = lots;
      return true;
    }
    while (levels.count > 0 && (levels.ranks[levels.count - 1] ?? 0) > rank) levels.count--;
    setRank(levels, rank, lots);
    return true;
  }

  return {
    get topVersion() {
      return topVersion;
    },
    depth: (side) => (side === 0 ? bids : asks).count,
    priceTicks(side, i) {
      const levels = side === 0 ? bids : asks;
      const at = levels.count - 1 - i;
      if (i < 0 || at < 0) return NaN;
      const rank = levels.ranks[at] ?? NaN;
      return side === 0 ? rank : -rank;
    },
    qtyLots(side, i) {
      const levels = side === 0 ? bids : asks;
      const at = levels.count - 1 - i;
      return i < 0 || at < 0 ? 0 : (levels.lots[at] ?? 0);
    },
    copyBest(side, target) {
      copyLevels(side === 0 ? bids : asks, side === 0 ? 1 : -1, target);
    },
    clear() {
      if (bids.count + asks.count > 0) topVersion++;
      bids.count = 0;
      asks.count = 0;
    },
    setLevel(side: BookSide, priceTicks, qtyLots) {
      if (setRank(side === 0 ? bids : asks, side === 0 ? priceTicks : -priceTicks, qtyLots)) topVersion++;
    },
    // eslint-disable-next-line max-params -- four numbers instead of an object: called for every ticker
    setTop(bidTicks, bidLots, askTicks, askLots) {
      const bidChanged = setBest(bids, bidTicks, bidLots);
      const askChanged = setBest(asks, -askTicks, askLots);
      if (bidChanged || askChanged) topVersion++;
    },
  };
}

/** `sign` turns ranks back into prices. */
function copyLevels({ ranks, lots, count }: SideLevels, sign: 1 | -1, target: Float64Array): void {
  const pairs = target.length >> 1;
  const present = Math.min(pairs, count);
  for (let i = 0; i < present; i++) {
    target[2 * i] = sign * (ranks[count - 1 - i] ?? NaN);
    target[2 * i + 1] = lots[count - 1 - i] ?? 0;
  }
  for (let i = present; i < pairs; i++) {
    target[2 * i] = NaN;
    target[2 * i + 1] = 0;
  }
}

function createSide(capacity: number): SideLevels {
  return { ranks: new Float64Array(capacity), lots: new Float64Array(capacity), count: 0 };
}

/** Sets or deletes one level; true where the best level, price or size, is another one now. */
function setRank(levels: SideLevels, rank: number, lots: number): boolean {
  const at = firstNotBelow(levels, rank);
  const known = at < levels.count && levels.ranks[at] === rank;
  if (lots <= 0) return known && remove(levels, at);
  if (!known) return insert(levels, { at, rank, lots });
  const changed = levels.lots[at] !== lots;
  levels.lots[at] = lots;
  return changed && at === levels.count - 1;
}

/** Index of the first level whose rank is not below `rank`. */
function firstNotBelow({ ranks, count }: SideLevels, rank: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranks[middle] ?? 0) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

function remove(levels: SideLevels, at: number): boolean {
  const last = levels.count - 1;
  shift(levels, { from: at + 1, to: at, length: last - at });
  levels.count = last;
  return at === last;
}

function insert(levels: SideLevels, level: { at: number; rank: number; lots: number }): boolean {
  const full = levels.count === levels.ranks.length;
  if (full && level.at === 0) return false; // worse than all that we keep
  const at = full ? level.at - 1 : level.at;
  if (full) shift(levels, { from: 1, to: 0, length: at });
  else shift(levels, { from: at, to: at + 1, length: levels.count - at });
  if (!full) levels.count++;
  levels.ranks[at] = level.rank;
  levels.lots[at] = level.lots;
  return at === levels.count - 1;
}

/** Moves `length` levels by one place. */
function shift({ ranks, lots }: SideLevels, move: { from: number; to: number; length: number }): void {
  const { from, to, length } = move;
  if (length > LOOP_SHIFT) {
    ranks.copyWithin(to, from, from + length);
    lots.copyWithin(to, from, from + length);
    return;
  }
  const step = to > from ? -1 : 1; // backwards where the target lies ahead: nothing is overwritten unread
  const start = step === 1 ? 0 : length - 1;
  for (let k = 0, i = start; k < length; k++, i += step) {
    ranks[to + i] = ranks[from + i] ?? 0;
    lots[to + i] = lots[from + i] ?? 0;
  }
}
