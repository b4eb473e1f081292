import type { TickBook } from '../../domain/tickBook';
import type { Frame } from './frame';

/** Which rule joins diffs to a snapshot and to each other. */
export type DepthRule = 'spot' | 'usdm';

export type DepthResult = 'applied' | 'buffered' | 'old' | 'gap';

/**
 * Joins diff depth to a REST snapshot.
 *
 *   waiting --snapshot--> joining --first diff that fits--> following --gap--> waiting
 *
 * waiting: diffs are buffered. joining: the snapshot is in the book, no diff yet. following: each diff continues the one before.
 * Spot: the first diff has `U ≤ L+1 ≤ u`, then `U = previous u + 1`. USD-M: `U ≤ L ≤ u`, then `pu = previous u`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 */
export interface DepthSync {
  readonly synced: boolean;
  /** Last event in the book. */
  readonly lastId: number;
  diff(frame: Frame): DepthResult;
  /** Loads a snapshot and then what was buffered. False where the snapshot is older than the buffer reaches back: fetch another. */
  join(snapshotLastId: number, load: () => void): boolean;
  reset(): void;
}

interface Sequence {
  readonly firstId: number;
  readonly lastId: number;
  readonly previousLastId: number;
}

interface BufferedDiff extends Sequence {
  readonly bidCount: number;
  readonly priceTicks: Float64Array;
  readonly qtyLots: Float64Array;
}

/** About 100 s of diffs; when a snapshot takes longer, the oldest are useless anyway. */
const MAX_BUFFERED = 1_000;

export function createDepthSync(book: TickBook, rule: DepthRule): DepthSync {
  let state: Position['state'] = 'waiting';
  let lastId = 0;
  let buffer: BufferedDiff[] = [];

  function diff(frame: Frame): DepthResult {
    if (state === 'waiting') {
      if (buffer.length === MAX_BUFFERED) buffer.shift();
      buffer.push(copyOf(frame));
      return 'buffered';
    }
    const result = fits({ state, lastId, rule }, frame);
    if (result === 'applied') {
      applyLevels(book, frame, frame.levelCount);
      state = 'following';
      lastId = frame.lastId;
    }
    return result;
  }

  function reset(): void {
    state = 'waiting';
    buffer = [];
  }

  return {
    get synced() {
      return state !== 'waiting';
    },
    get lastId() {
      return lastId;
    },
    diff,
    reset,
    join(snapshotLastId, load) {
      const pending = buffer;
      reset();
      state = 'joining';
      lastId = snapshotLastId;
      book.clear();
      load();
      for (const [position, buffered] of pending.entries()) {
        const result = fits({ state, lastId, rule }, buffered);
        if (result === 'old') continue;
        if (result === 'gap') {
          reset();
          buffer = pending.slice(position);
          return false;
        }
        applyLevels(book, buffered, buffered.priceTicks.length);
        state = 'following';
        lastId = buffered.lastId;
      }
      return true;
    },
  };
}

interface Position {
  readonly state: 'waiting' | 'joining' | 'following';
  readonly lastId: number;
  readonly rule: DepthRule;
}

/** Whether a diff is the next one for a book that stands at this position. */
function fits({ state, lastId, rule }: Position, diff: Sequence): 'applied' | 'old' | 'gap' {
  if (state === 'following') {
    const continues = rule === 'spot' ? diff.firstId === lastId + 1 : diff.previousLastId === lastId;
    return continues ? 'applied' : 'gap';
  }
  const firstWanted = rule === 'spot' ? lastId + 1 : lastId;
  if (diff.lastId < firstWanted) return 'old';
  return diff.firstId <= firstWanted ? 'applied' : 'gap';
}

function applyLevels(
  book: TickBook,
  diff: { bidCount: number; priceTicks: Float64Array; qtyLots: Float64Array },
  levelCount: number,
): void {
  for (let i = 0; i < levelCount; i++) {
    book.setLevel(i < diff.bidCount ? 0 : 1, diff.priceTicks[i] ?? 0, diff.qtyLots[i] ?? 0);
  }
}

function copyOf(frame: Frame): BufferedDiff {
  return {
    firstId: frame.firstId,
    lastId: frame.lastId,
    previousLastId: frame.previousLastId,
    bidCount: frame.bidCount,
    priceTicks: frame.priceTicks.slice(0, frame.levelCount),
    qtyLots: frame.qtyLots.slice(0, frame.levelCount),
  };
}
