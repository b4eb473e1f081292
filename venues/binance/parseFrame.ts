import { multiplesOf } from '../scaledNumber';
import { clearLevels, isSaneTop, pushLevel, type Frame, type FrameKind } from './frame';
import { BookTicker, DepthUpdate, Trade } from './messages';
import type { Stream, StreamTable } from './streamTable';

/** Reads any market frame, wrapped (`{"stream","data"}`) or raw, checking every field. The slow and certain way: see `scanFrame` for the fast one. */
export function parseFrame(text: string, streams: StreamTable, frame: Frame): FrameKind {
  const body = unwrapped(text);
  if (body === undefined) return 'malformed';
  switch (body['e']) {
    case 'depthUpdate':
      return readDepth(body, streams, frame);
    case 'trade':
      return readTrade(body, streams, frame);
    case 'bookTicker':
      return readTicker(body, streams, frame);
    case undefined:
      return 'u' in body ? readTicker(body, streams, frame) : 'control';
  }
  return 'control';
}

function unwrapped(text: string): Record<string, unknown> | undefined {
  try {
    const whole: unknown = JSON.parse(text);
    if (!isRecord(whole)) return undefined;
    if (!('stream' in whole)) return whole;
    return isRecord(whole['data']) ? whole['data'] : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readDepth(body: unknown, streams: StreamTable, frame: Frame): FrameKind {
  const parsed = DepthUpdate.safeParse(body);
  if (!parsed.success) return 'malformed';
  const message = parsed.data;
  const stream = streams.bySymbol(message.s, 'depth');
  if (stream === undefined) return 'control';
  frame.index = stream.index;
  frame.exchangeTimeMs = message.E;
  frame.firstId = message.U;
  frame.lastId = message.u;
  frame.previousLastId = message.pu ?? -1;
  clearLevels(frame);
  if (!pushLevels(message.b, stream, frame)) return 'malformed';
  frame.bidCount = frame.levelCount;
  return pushLevels(message.a, stream, frame) ? 'depth' : 'malformed';
}

function pushLevels(levels: readonly [string, string][], stream: Stream, frame: Frame): boolean {
  for (const [price, qty] of levels) {
    if (!pushLevel(frame, multiplesOf(price, stream.price), multiplesOf(qty, stream.qty))) return false;
  }
  return true;
}

function readTicker(body: unknown, streams: StreamTable, frame: Frame): FrameKind {
  const parsed = BookTicker.safeParse(body);
  if (!parsed.success) return 'malformed';
  const message = parsed.data;
  const stream = streams.bySymbol(message.s, 'ticker');
  if (stream === undefined) return 'control';
  frame.index = stream.index;
  frame.exchangeTimeMs = message.E ?? 0;
  frame.lastId = message.u;
  frame.top.bidTicks = multiplesOf(message.b, stream.price);
  frame.top.bidLots = multiplesOf(message.B, stream.qty);
  frame.top.askTicks = multiplesOf(message.a, stream.price);
  frame.top.askLots = multiplesOf(message.A, stream.qty);
  return isSaneTop(frame.top) ? 'ticker' : 'absurd';
}

function readTrade(body: unknown, streams: StreamTable, frame: Frame): FrameKind {
  const parsed = Trade.safeParse(body);
  if (!parsed.success) return 'malformed';
  const message = parsed.data;
  const stream = streams.bySymbol(message.s, 'trade');
  if (stream === undefined) return 'control';
  frame.index = stream.index;
  frame.exchangeTimeMs = message.T;
  frame.tradeTicks = multiplesOf(message.p, stream.price);
  frame.tradeLots = multiplesOf(message.q, stream.qty);
  frame.buyerIsMaker = message.m;
  return frame.tradeTicks > 0 && frame.tradeLots > 0 ? 'trade' : 'absurd';
}
