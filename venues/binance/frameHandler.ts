import type { BookTrust, FeedBook, FeedListener, FeedTrade, FrameTime } from '../marketFeed';
import { createMergedBook, type MergedBook } from '../mergedBook';
import { multiplesOf } from '../scaledNumber';
import { createDepthSync, type DepthRule, type DepthSync } from './depthSync';
import { createFrame, type Frame, type FrameKind } from './frame';
import type { DepthSnapshot } from './messages';
import { parseFrame } from './parseFrame';
import { scanFrame } from './scanFrame';
import { createStreamTable, type Stream, type StreamTable } from './streamTable';

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
  distrustAll(trust: BookTrust): void;
  /** True while the book waits for a snapshot. */
  needsSnapshot(index: number): boolean;
}

const GAP: BookTrust = { kind: 'untrusted', reason: 'gap' };

interface Slot {
  readonly feedBook: FeedBook;
  readonly sync: DepthSync;
  readonly merged: MergedBook;
  readonly stream: Stream;
}

/** What the functions below share: the feed's books and the frame being read. */
interface Handling {
  readonly deps: BinanceFrameHandlerDeps;
  readonly streams: StreamTable;
  readonly slots: readonly Slot[];
  readonly frame: Frame;
  readonly time: FrameTime;
}

export function createBinanceFrameHandler(deps: BinanceFrameHandlerDeps): BinanceFrameHandler {
  const streams = createStreamTable(deps.books);
  const handling: Handling = {
    deps,
    streams,
    slots: deps.books.map((feedBook) => createSlot(feedBook, deps.rule, streams)),
    frame: createFrame(),
    time: { receivedAtMs: 0, receivedAtNs: 0n, exchangeTimeMs: 0 },
  };
  return {
    streamNames: streams.names,
    handle(raw, receivedAtMs, receivedAtNs) {
      const kind = read(handling, raw);
      handling.time.receivedAtMs = receivedAtMs;
      handling.time.receivedAtNs = receivedAtNs;
      handling.time.exchangeTimeMs = handling.frame.exchangeTimeMs;
      report(handling, kind, raw);
    },
    snapshot: (index, message) => {
      snapshot(handling, index, message);
    },
    distrust: (index, trust) => {
      distrust(handling, index, trust);
    },
    distrustAll: (trust) => {
      for (const index of deps.books.keys()) distrust(handling, index, trust);
    },
    needsSnapshot: (index) => handling.slots[index]?.sync.synced === false,
  };
}

function createSlot(feedBook: FeedBook, rule: DepthRule, streams: StreamTable): Slot {
  const stream = streams.bySymbol(feedBook.instrument.venueSymbol, 'depth');
  if (stream === undefined) throw new Error(`no depth stream for ${feedBook.instrument.id}`);
  const sync = createDepthSync(feedBook.book, rule);
  return { feedBook, sync, merged: createMergedBook(feedBook.book), stream };
}

function read({ streams, frame }: Handling, raw: Buffer | string): FrameKind {
  if (typeof raw === 'string') return parseFrame(raw, streams, frame);
  const kind = scanFrame(raw, streams, frame);
  return kind === 'otherShape' ? parseFrame(raw.toString('utf8'), streams, frame) : kind;
}

function report(handling: Handling, kind: FrameKind, raw: Buffer | string): void {
  const { listener } = handling.deps;
  switch (kind) {
    case 'ticker':
      onTicker(handling);
      return;
    case 'depth':
      if (handling.frame.skippedLevels > 0) listener.onBadMessage('absurd level', sampleOf(raw));
      onDepth(handling);
      return;
    case 'trade':
      onTrade(handling);
      return;
    case 'malformed':
    case 'absurd':
      listener.onBadMessage(kind, sampleOf(raw));
      return;
    case 'control':
  }
}

function onTicker(handling: Handling): void {
  const { frame, time, deps } = handling;
  const slot = handling.slots[frame.index];
  if (slot === undefined) return;
  if (!slot.sync.synced) {
    slot.merged.holdTop(frame.lastId, frame.top);
    return;
  }
  const change = slot.merged.top(frame.lastId, frame.top);
  if (change === 'crossed') distrust(handling, frame.index, GAP);
  // An unchanged top is news too: it proves that the book is alive.
  else if (change !== 'stale') deps.listener.onBook(frame.index, change === 'topChanged', time);
}

function onDepth(handling: Handling): void {
  const { frame, time, deps } = handling;
  const slot = handling.slots[frame.index];
  if (slot === undefined) return;
  slot.merged.beforeDepth();
  switch (slot.sync.diff(frame)) {
    case 'buffered':
    case 'old':
      return;
    case 'gap':
      distrust(handling, frame.index, GAP);
      return;
    case 'applied': {
      const change = slot.merged.afterDepth(frame.lastId);
      if (change === 'crossed') distrust(handling, frame.index, GAP);
      else deps.listener.onBook(frame.index, change === 'topChanged', time);
    }
  }
}

function onTrade({ frame, time, deps }: Handling): void {
  const trade: FeedTrade = {
    priceTicks: frame.tradeTicks,
    qtyLots: frame.tradeLots,
    takerSide: frame.buyerIsMaker ? 'sell' : 'buy',
    exchangeTimeMs: frame.exchangeTimeMs,
  };
  deps.listener.onTrade(frame.index, trade, time);
}

function distrust({ slots, deps }: Handling, index: number, trust: BookTrust): void {
  const slot = slots[index];
  if (slot === undefined) return;
  slot.sync.reset();
  slot.merged.reset();
  slot.feedBook.book.clear();
  deps.listener.onTrust(index, trust);
  deps.onSnapshotNeeded(index);
}

function snapshot(handling: Handling, index: number, message: DepthSnapshot): void {
  const { deps } = handling;
  const slot = handling.slots[index];
  if (slot === undefined || slot.sync.synced) return;
  const joined = slot.sync.join(message.lastUpdateId, () => {
    loadSnapshot(slot, message);
  });
  if (!joined) {
    slot.feedBook.book.clear();
    deps.onSnapshotNeeded(index);
  } else if (slot.merged.afterDepth(slot.sync.lastId) === 'crossed') distrust(handling, index, GAP);
  else deps.listener.onTrust(index, { kind: 'synced' });
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
