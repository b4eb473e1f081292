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

export function createBybitFrameHandler(deps: BybitFrameHandlerDeps): BybitFrameHandler {
  const { books, listener } = deps;
  const time: FrameTime = { receivedAtMs: 0, receivedAtNs: 0n, exchangeTimeMs: 0 };
  const byTopic = new Map<string, Slot>();
  const slots = books.map(createSlot);
  for (const slot of slots) {
    const { venueSymbol } = slot.feedBook.instrument;
    for (const topic of [depthTopic, topTopic, tradeTopic]) byTopic.set(topic(venueSymbol), slot);
  }

  function handle(raw: Buffer | string, receivedAtMs: number, receivedAtNs: bigint): void {
    const frame = parseFrame(raw.toString());
    time.receivedAtMs = receivedAtMs;
    time.receivedAtNs = receivedAtNs;
    switch (frame.kind) {
      case 'book':
        onBook(frame.message, raw);
        return;
      case 'trades':
        onTrades(frame.message);
        return;
      case 'malformed':
        listener.onBadMessage('malformed', sampleOf(raw));
        return;
      case 'control':
    }
  }

  function onBook(message: BookMessage, raw: Buffer | string): void {
    const slot = byTopic.get(message.topic);
    if (slot === undefined) return;
    time.exchangeTimeMs = message.ts;
    if (message.topic.startsWith('orderbook.1.')) onTop(slot, message, raw);
    else onDepth(slot, message, raw);
  }

  function onDepth(slot: Slot, message: BookMessage, raw: Buffer | string): void {
    const { data } = message;
    const fresh = message.type === 'snapshot' || data.u === 1;
    if (!fresh && !slot.following) return;
    if (!fresh && data.u !== slot.lastUpdateId + 1) {
      distrust(slot.index, { kind: 'untrusted', reason: 'gap' });
      return;
    }
    slot.merged.beforeDepth();
    if (fresh) slot.feedBook.book.clear();
    if (applyLevels(slot, data) > 0) listener.onBadMessage('absurd level', sampleOf(raw));
    slot.lastUpdateId = data.u;
    const wasFollowing = slot.following;
    slot.following = true;
    report(slot, slot.merged.afterDepth(data.seq));
    if (!wasFollowing && slot.following) listener.onTrust(slot.index, { kind: 'synced' });
  }

  function onTop(slot: Slot, { data, type }: BookMessage, raw: Buffer | string): void {
    if (type === 'snapshot') clearTop(slot.top);
    applyTop(slot, data);
    const { top } = slot;
    if (!(top.bidTicks > 0 && top.askTicks > top.bidTicks)) {
      if (type === 'snapshot') listener.onBadMessage('absurd', sampleOf(raw));
      return;
    }
    if (slot.following) report(slot, slot.merged.top(data.seq, top));
    else slot.merged.holdTop(data.seq, top);
  }

  function report(slot: Slot, change: BookChange): void {
    switch (change) {
      case 'crossed':
        distrust(slot.index, { kind: 'untrusted', reason: 'gap' });
        return;
      case 'stale':
        return;
      case 'topChanged':
      case 'deeperChanged':
        listener.onBook(slot.index, change === 'topChanged', time);
    }
  }

  function onTrades({ topic, data }: TradeMessage): void {
    const slot = byTopic.get(topic);
    if (slot === undefined) return;
    for (const { p, v, S, T } of data) {
      const priceTicks = multiplesOf(p, slot.price);
      const qtyLots = multiplesOf(v, slot.qty);
      if (!(priceTicks > 0) || !(qtyLots > 0)) {
        listener.onBadMessage('absurd', `${p} ${v}`);
        continue;
      }
      time.exchangeTimeMs = T;
      const takerSide = S === 'Buy' ? 'buy' : 'sell';
      listener.onTrade(slot.index, { priceTicks, qtyLots, takerSide, exchangeTimeMs: T }, time);
    }
  }

  function distrust(index: number, trust: BookTrust): void {
    const slot = slots[index];
    if (slot === undefined) return;
    slot.following = false;
    clearTop(slot.top);
    slot.merged.reset();
    slot.feedBook.book.clear();
    listener.onTrust(index, trust);
    deps.onSnapshotNeeded(index);
  }

  return { topics: [...byTopic.keys()], handle, distrust };
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

function sampleOf(raw: Buffer | string): string {
  return raw.toString().slice(0, 200);
}
