import type { BookTrust, FeedBook, FeedListener, FrameTime } from '../marketFeed';
import { createMergedBook, type MergedBook } from '../mergedBook';
import { multiplesOf } from '../scaledNumber';
import { createDepthSync, type DepthRule, type DepthSync } from './depthSync';
import { createFrame, type FrameKind } from './frame';
import type { DepthSnapshot } from './messages';
import { parseFrame } from './parseFrame';
import { scanFrame } from './scanFrame';
import { createStreamTable, type Stream } from './streamTable';

export interface BinanceFrameHandlerDeps {
  readonly books: readonly FeedBook[];
  readonly listener: FeedListener;
  /** How diffs join: the spot rule, or USD-M's `pu`. */
  readonly rule: DepthRule;
  /** Asked for whenever a book has to be synchronised anew; the answer comes through `snapshot`. */
  readonly onSnapshotNeeded: (index: number) => void;
}

/** Turns market frames into books. Knows no socket: recorded frames pass through it as well as live ones. */
export interface BinanceFrameHandler {
  readonly streamNames: readonly string[];
  handle(raw: Buffer | string, receivedAtMs: number, receivedAtNs: bigint): void;
  /** Applies a REST snapshot. Asks for another where it is too old. */
  snapshot(index: number, snapshot: DepthSnapshot): void;
  /** Throws the book away; trusted again after the next snapshot. */
  distrust(index: number, trust: BookTrust): void;
  /** True while the book waits for a snapshot. */
  needsSnapshot(index: number): boolean;
}

interface Slot {
  readonly feedBook: FeedBook;
  readonly sync: DepthSync;
  readonly merged: MergedBook;
  readonly stream: Stream;
}

export function createBinanceFrameHandler(deps: BinanceFrameHandlerDeps): BinanceFrameHandler {
  const { listener } = deps;
  const streams = createStreamTable(deps.books);
  const frame = createFrame();
  const time: FrameTime = { receivedAtMs: 0, receivedAtNs: 0n, exchangeTimeMs: 0 };
  const slots = deps.books.map((feedBook): Slot => createSlot(feedBook, deps.rule));

  function createSlot(feedBook: FeedBook, rule: DepthRule): Slot {
    const stream = streams.bySymbol(feedBook.instrument.venueSymbol, 'depth');
    if (stream === undefined) throw new Error(`no depth stream for ${feedBook.instrument.id}`);
    const sync = createDepthSync(feedBook.book, rule);
    return { feedBook, sync, merged: createMergedBook(feedBook.book), stream };
  }

  function read(raw: Buffer | string): FrameKind {
    if (typeof raw === 'string') return parseFrame(raw, streams, frame);
    const kind = scanFrame(raw, streams, frame);
    return kind === 'otherShape' ? parseFrame(raw.toString('utf8'), streams, frame) : kind;
  }

  function handle(raw: Buffer | string, receivedAtMs: number, receivedAtNs: bigint): void {
    const kind = read(raw);
    time.receivedAtMs = receivedAtMs;
    time.receivedAtNs = receivedAtNs;
    time.exchangeTimeMs = frame.exchangeTimeMs;
    switch (kind) {
      case 'ticker': {
        onTicker();
        return;
      }
      case 'depth':
        if (frame.skippedLevels > 0) listener.onBadMessage('absurd level', sampleOf(raw));
        {
          onDepth();
          return;
        }
      case 'trade': {
        onTrade();
        return;
      }
      case 'malformed':
      case 'absurd': {
        listener.onBadMessage(kind, sampleOf(raw));
        return;
      }
      case 'control':
        return;
    }
  }

  function onTicker(): void {
    const slot = slots[frame.index];
    if (slot === undefined) return;
    if (!slot.sync.synced) {
      slot.merged.holdTop(frame.lastId, frame.top);
      return;
    }
    const change = slot.merged.top(frame.lastId, frame.top);
    if (change === 'crossed') {
      distrust(frame.index, { kind: 'untrusted', reason: 'gap' });
      return;
    }
    // Equal sizes at equal prices are news too: they prove that the book is alive.
    if (change !== 'stale') listener.onBook(frame.index, change === 'topChanged', time);
  }

  function onDepth(): void {
    const slot = slots[frame.index];
    if (slot === undefined) return;
    slot.merged.beforeDepth();
    switch (slot.sync.diff(frame)) {
      case 'buffered':
      case 'old':
        return;
      case 'gap': {
        distrust(frame.index, { kind: 'untrusted', reason: 'gap' });
        return;
      }
      case 'applied': {
        const change = slot.merged.afterDepth(frame.lastId);
        if (change === 'crossed') {
          distrust(frame.index, { kind: 'untrusted', reason: 'gap' });
          return;
        }
        listener.onBook(frame.index, change === 'topChanged', time);
        return;
      }
    }
  }

  function onTrade(): void {
    const takerSide = frame.buyerIsMaker ? 'sell' : 'buy';
    const trade = { priceTicks: frame.tradeTicks, qtyLots: frame.tradeLots, takerSide } as const;
    listener.onTrade(frame.index, { ...trade, exchangeTimeMs: frame.exchangeTimeMs }, time);
  }

  function distrust(index: number, trust: BookTrust): void {
    const slot = slots[index];
    if (slot === undefined) return;
    slot.sync.reset();
    slot.merged.reset();
    slot.feedBook.book.clear();
    listener.onTrust(index, trust);
    deps.onSnapshotNeeded(index);
  }

  function snapshot(index: number, message: DepthSnapshot): void {
    const slot = slots[index];
    if (slot === undefined || slot.sync.synced) return;
    slot.merged.beforeDepth();
    if (
      !slot.sync.join(message.lastUpdateId, () => {
        loadSnapshot(slot, message);
      })
    ) {
      slot.feedBook.book.clear();
      deps.onSnapshotNeeded(index);
      return;
    }
    if (slot.merged.afterDepth(slot.sync.lastId) === 'crossed') {
      distrust(index, { kind: 'untrusted', reason: 'gap' });
      return;
    }
    listener.onTrust(index, { kind: 'synced' });
  }

  return {
    streamNames: streams.names,
    handle,
    snapshot,
    distrust,
    needsSnapshot: (index) => slots[index]?.sync.synced === false,
  };
}

function loadSnapshot({ feedBook, stream }: Slot, message: DepthSnapshot): void {
  for (const [side, levels] of [
    [0, message.bids],
    [1, message.asks],
  ] as const) {
    for (const [price, qty] of levels) {
      const priceTicks = multiplesOf(price, stream.price);
      const qtyLots = multiplesOf(qty, stream.qty);
      if (priceTicks > 0 && qtyLots > 0) feedBook.book.setLevel(side, priceTicks, qtyLots);
    }
  }
}

function sampleOf(raw: Buffer | string): string {
  return raw.toString().slice(0, 200);
}
