import type { TickBook } from '../domain/tickBook';

export type BookChange = 'topChanged' | 'deeperChanged' | 'crossed' | 'stale';

/**
 * One book fed by two streams: depth (every level, slow) and top (best bid and ask, fast). Both carry one venue sequence.
 * A top newer than the depth wins, and is applied again after a depth message that is older than it: otherwise that message would bring
 * back a best price which is already gone.
 */
export interface MergedBook {
  /** Remembers the top in front of a batch of `book.setLevel` calls. */
  beforeDepth(): void;
  /** Ends the batch; `sequence` is the last event that the depth message contains. */
  afterDepth(sequence: number): BookChange;
  /** Takes a best bid and ask; `stale` where the depth is as new. */
  top(sequence: number, top: TopUpdate): BookChange;
  /** Keeps a top that arrived before the depth was in sync: `afterDepth` decides whether it is newer. */
  holdTop(sequence: number, top: TopUpdate): void;
  reset(): void;
}

export interface TopUpdate {
  bidTicks: number;
  bidLots: number;
  askTicks: number;
  askLots: number;
}

export function createMergedBook(book: TickBook): MergedBook {
  const before: TopUpdate = { bidTicks: NaN, bidLots: 0, askTicks: NaN, askLots: 0 };
  const held: TopUpdate = { bidTicks: NaN, bidLots: 0, askTicks: NaN, askLots: 0 };
  /** Fields instead of variables: a variable of a closure would be boxed anew with every ticker. */
  const sequences = { held: 0, depth: 0 };

  function beforeDepth(): void {
    before.bidTicks = book.priceTicks(0, 0);
    before.bidLots = book.qtyLots(0, 0);
    before.askTicks = book.priceTicks(1, 0);
    before.askLots = book.qtyLots(1, 0);
  }

  function change(): BookChange {
    const bidTicks = book.priceTicks(0, 0);
    const askTicks = book.priceTicks(1, 0);
    if (bidTicks >= askTicks) return 'crossed';
    const same =
      Object.is(bidTicks, before.bidTicks) &&
      Object.is(askTicks, before.askTicks) &&
      book.qtyLots(0, 0) === before.bidLots &&
      book.qtyLots(1, 0) === before.askLots;
    return same ? 'deeperChanged' : 'topChanged';
  }

  function holdTop(sequence: number, top: TopUpdate): void {
    if (sequence < sequences.held) return;
    sequences.held = sequence;
    held.bidTicks = top.bidTicks;
    held.bidLots = top.bidLots;
    held.askTicks = top.askTicks;
    held.askLots = top.askLots;
  }

  return {
    beforeDepth,
    holdTop,
    afterDepth(sequence) {
      sequences.depth = sequence;
      if (sequences.held > sequence) book.setTop(held.bidTicks, held.bidLots, held.askTicks, held.askLots);
      return change();
    },
    top(sequence, top) {
      if (sequence <= sequences.depth || sequence < sequences.held) return 'stale';
      holdTop(sequence, top);
      beforeDepth();
      book.setTop(top.bidTicks, top.bidLots, top.askTicks, top.askLots);
      return change();
    },
    reset() {
      sequences.held = 0;
      sequences.depth = 0;
    },
  };
}
