import type { BookTrust, FeedBook, FeedListener, FrameTime } from '../marketFeed';
import { createMergedBook, type BookChange, type MergedBook, type TopUpdate } from '../mergedBook';
import { multiplesOf, priceScale, qtyScale, type Scale } from '../scaledNumber';
import type { BookMessage, TradeMessage } from './messages';
import { parseFrame } from './parseFrame';

export interface BybitFrameHandlerDeps {
  readonly books: readonly FeedBook[];
  readonly listener: FeedListener;
  /** Asked for whenever a book needs a fresh snapshot: subscribe its depth topic anew. */
  readonly onSnapshotNeeded: (index: number) => void;
}

/** Turns public frames into books. Knows no socket. */
export interface BybitFrameHandler {
  readonly topics: readonly string[];
  handle(raw: Buffer | string, receivedAtMs: number, receivedAtNs: bigint): void;
  /** Throws the book away; trusted again after the next snapshot. */
  distrust(index: number, trust: BookTrust): void;
}

/** untrusted --snapshot--> following --gap, crossed--> untrusted. `u` continues by 1 per topic; `u` = 1 is a restart with a snapshot. */
interface Slot {
  readonly index: number;
  readonly feedBook: FeedBook;
  readonly merged: MergedBook;
  readonly price: Scale;
  readonly qty: Scale;
  readonly top: TopUpdate;
  following: boolean;
  lastUpdateId: number;
}

export const depthTopic = (venueSymbol: string): string => `orderbook.50.${venueSymbol}`;
const topTopic = (venueSymbol: string): string => `orderbook.1.${venueSymbol}`;
const tradeTopic = (venueSymbol: string): string => `publicTrade.${venueSymbol}`;

/** What the functions below share. */
interface Handling {
  readonly deps: BybitFrameHandlerDeps;
  readonly slots: readonly Slot[];
  readonly byTopic: ReadonlyMap<string, Slot>;
  readonly time: FrameTime;
}

const GAP: BookTrust = { kind: 'untrusted', reason: 'gap' };

export function createBybitFrameHandler(deps: BybitFrameHandlerDeps): BybitFrameHandler {
  const slots = deps.books.map(createSlot);
  const byTopic = new Map<string, Slot>();
  for (const slot of slots) {
    const { venueSymbol } = slot.feedBook.instrument;
    for (const topic of [depthTopic, topTopic, tradeTopic]) byTopic.set(topic(venueSymbol), slot);
  }
  const time: FrameTime = { receivedAtMs: 0, receivedAtNs: 0n, exchangeTimeMs: 0 };
  const handling: Handling = { deps, slots, byTopic, time };
  return {
    topics: [...byTopic.keys()],
    handle(raw, receivedAtMs, receivedAtNs) {
      time.receivedAtMs = receivedAtMs;
      time.receivedAtNs = receivedAtNs;
      onFrame(handling, raw.toString());
    },
    distrust: (index, trust) => {
      distrust(handling, index, trust);
    },
  };
}

function onFrame(handling: Handling, text: string): void {
  const frame = parseFrame(text);
  switch (frame.kind) {
    case 'book':
      onBook(handling, frame.message, text);
      return;
    case 'trades':
      onTrades(handling, frame.message);
      return;
    case 'malformed':
      handling.deps.listener.onBadMessage('malformed', sampleOf(text));
      return;
    case 'control':
  }
}

function onBook(handling: Handling, message: BookMessage, text: string): void {
  const slot = handling.byTopic.get(message.topic);
  if (slot === undefined) return;
  handling.time.exchangeTimeMs = message.ts;
  const isTop = message.topic.startsWith('orderbook.1.');
  const readable = isTop ? onTop(handling, slot, message) : onDepth(handling, slot, message);
  if (!readable) handling.deps.listener.onBadMessage('absurd level', sampleOf(text));
}

/** False where levels had to be left out. */
function onDepth(handling: Handling, slot: Slot, { type, data }: BookMessage): boolean {
  const fresh = type === 'snapshot' || data.u === 1;
  if (!fresh && !slot.following) return true;
  if (!fresh && data.u !== slot.lastUpdateId + 1) {
    distrust(handling, slot.index, GAP);
    return true;
  }
  slot.merged.beforeDepth();
  if (fresh) slot.feedBook.book.clear();
  const skipped = applyLevels(slot, data);
  const joins = !slot.following;
  slot.following = true;
  slot.lastUpdateId = data.u;
  const change = slot.merged.afterDepth(data.seq);
  if (joins && change !== 'crossed') handling.deps.listener.onTrust(slot.index, { kind: 'synced' });
  report(handling, slot, change);
  return skipped === 0;
}

/** False where a whole top has no usable prices. */
function onTop(handling: Handling, slot: Slot, { type, data }: BookMessage): boolean {
  const { top } = slot;
  if (type === 'snapshot') clearTop(top);
  applyTop(slot, data);
  if (!(top.bidTicks > 0 && top.askTicks > top.bidTicks)) return type === 'delta';
  if (slot.following) report(handling, slot, slot.merged.top(data.seq, top));
  else slot.merged.holdTop(data.seq, top);
  return true;
}

function report(handling: Handling, slot: Slot, change: BookChange): void {
  switch (change) {
    case 'crossed':
      distrust(handling, slot.index, GAP);
      return;
    case 'stale':
      return;
    case 'topChanged':
    case 'deeperChanged':
      handling.deps.listener.onBook(slot.index, change === 'topChanged', handling.time);
  }
}

function onTrades({ byTopic, deps, time }: Handling, { topic, data }: TradeMessage): void {
  const slot = byTopic.get(topic);
  if (slot === undefined) return;
  for (const { p, v, S, T } of data) {
    const priceTicks = multiplesOf(p, slot.price);
    const qtyLots = multiplesOf(v, slot.qty);
    if (!(priceTicks > 0) || !(qtyLots > 0)) {
      deps.listener.onBadMessage('absurd trade', `${p} ${v}`);
      continue;
    }
    time.exchangeTimeMs = T;
    const takerSide = S === 'Buy' ? 'buy' : 'sell';
    deps.listener.onTrade(slot.index, { priceTicks, qtyLots, takerSide, exchangeTimeMs: T }, time);
  }
}

function distrust({ slots, deps }: Handling, index: number, trust: BookTrust): void {
  const slot = slots[index];
  if (slot === undefined) return;
  slot.following = false;
  clearTop(slot.top);
  slot.merged.reset();
  slot.feedBook.book.clear();
  deps.listener.onTrust(index, trust);
  deps.onSnapshotNeeded(index);
}

function createSlot(feedBook: FeedBook, index: number): Slot {
  const { instrument, book } = feedBook;
  const scales = { price: priceScale(instrument.tickSize), qty: qtyScale(instrument.lotSize) };
  const top: TopUpdate = { bidTicks: NaN, bidLots: 0, askTicks: NaN, askLots: 0 };
  return {
    index,
    feedBook,
    merged: createMergedBook(book),
    ...scales,
    top,
    following: false,
    lastUpdateId: 0,
  };
}

/** Sets all levels; returns how many were left out because no book can hold them. */
function applyLevels(slot: Slot, data: BookMessage['data']): number {
  let skipped = 0;
  for (const side of [0, 1] as const) {
    for (const [price, qty] of side === 0 ? data.b : data.a) {
      const priceTicks = multiplesOf(price, slot.price);
      const qtyLots = multiplesOf(qty, slot.qty);
      if (priceTicks > 0 && qtyLots >= 0) slot.feedBook.book.setLevel(side, priceTicks, qtyLots);
      else skipped++;
    }
  }
  return skipped;
}

/** Depth 1 holds one level a side: a size replaces it, a 0 empties it unless another price has come since. */
function applyTop(slot: Slot, data: BookMessage['data']): void {
  const { top } = slot;
  for (const [price, qty] of data.b) {
    const ticks = multiplesOf(price, slot.price);
    const lots = multiplesOf(qty, slot.qty);
    if (lots === 0 && ticks !== top.bidTicks) continue;
    top.bidTicks = lots > 0 ? ticks : NaN;
    top.bidLots = lots;
  }
  for (const [price, qty] of data.a) {
    const ticks = multiplesOf(price, slot.price);
    const lots = multiplesOf(qty, slot.qty);
    if (lots === 0 && ticks !== top.askTicks) continue;
    top.askTicks = lots > 0 ? ticks : NaN;
    top.askLots = lots;
  }
}

function clearTop(top: TopUpdate): void {
  top.bidTicks = NaN;
  top.bidLots = 0;
  top.askTicks = NaN;
  top.askLots = 0;
}

const sampleOf = (text: string): string => text.slice(0, 200);
