import { padded, toSteps, type Scale } from '../scaledNumber';
import { clearLevels, isSaneTop, pushLevel, type Frame, type FrameKind } from './frame';
import type { Stream, StreamTable } from './streamTable';

/*
 * Reads the exact byte shapes that Binance sends today, without making a string or an object. Anything else, one blank more included, is
 * `otherShape` and goes to `parseFrame`: this reader may refuse, never guess.
 */

const QUOTE = 34;
const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const OPEN = 91;
const CLOSE = 93;
const T_LETTER = 116;

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const PREFIX = bytesOf('{"stream":"');
const DATA = bytesOf('","data":{');
const END = bytesOf('}}');
const FIRST = { e: bytesOf('"e":"'), u: bytesOf('"u":') };
const EVENT = {
  depth: bytesOf('depthUpdate","E":'),
  ticker: bytesOf('bookTicker","u":'),
  trade: bytesOf('trade","E":'),
};
const KEY = {
  s: bytesOf(',"s":"'),
  U: bytesOf('","U":'),
  u: bytesOf(',"u":'),
  pu: bytesOf(',"pu":'),
  T: bytesOf(',"T":'),
  E: bytesOf(',"E":'),
  bids: bytesOf(',"b":['),
  asks: bytesOf('],"a":['),
  bid: bytesOf('","b":"'),
  bidQty: bytesOf('","B":"'),
  ask: bytesOf('","a":"'),
  askQty: bytesOf('","A":"'),
  t: bytesOf('","t":'),
  p: bytesOf(',"p":"'),
  q: bytesOf('","q":"'),
  tradeTime: bytesOf('","T":'),
  market: bytesOf('","X":"MARKET'),
  m: bytesOf(',"m":'),
  mAfterText: bytesOf('","m":'),
  M: bytesOf(',"M":'),
  true: bytesOf('true'),
  false: bytesOf('false'),
};

/** Position in the frame being read; `at` becomes -1 at the first byte that is not as expected, and stays so. */
interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

export function scanFrame(bytes: Buffer, streams: StreamTable, frame: Frame): FrameKind | 'otherShape' {
  const cursor: Cursor = { bytes, at: 0 };
  if (!skip(cursor, PREFIX)) return 'otherShape';
  const stream = streams.atQuote(bytes, cursor.at);
  if (stream === undefined) return 'otherShape';
  cursor.at += stream.name.length;
  if (!skip(cursor, DATA)) return 'otherShape';
  const kind = scanBody(cursor, stream, frame);
  return cursor.at === bytes.length ? kind : 'otherShape';
}

function scanBody(cursor: Cursor, stream: Stream, frame: Frame): FrameKind {
  frame.index = stream.index;
  switch (stream.kind) {
    case 'ticker':
      return scanTicker(cursor, stream, frame);
    case 'depth':
      return scanDepth(cursor, stream, frame);
    case 'trade':
      return scanTrade(cursor, stream, frame);
  }
}

function scanTicker(cursor: Cursor, stream: Stream, frame: Frame): FrameKind {
  const isUsdm = cursor.bytes[cursor.at + 1] !== FIRST.u[1];
  if (isUsdm) {
    expect(cursor, FIRST.e);
    expect(cursor, EVENT.ticker);
  } else expect(cursor, FIRST.u);
  frame.lastId = integer(cursor);
  expectSymbol(cursor, stream);
  const { top } = frame;
  expect(cursor, KEY.bid);
  top.bidTicks = scaled(cursor, stream.price);
  expect(cursor, KEY.bidQty);
  top.bidLots = scaled(cursor, stream.qty);
  expect(cursor, KEY.ask);
  top.askTicks = scaled(cursor, stream.price);
  expect(cursor, KEY.askQty);
  top.askLots = scaled(cursor, stream.qty);
  frame.exchangeTimeMs = isUsdm ? tickerTime(cursor) : endOfText(cursor);
  expect(cursor, END);
  return isSaneTop(top) ? 'ticker' : 'absurd';
}

function tickerTime(cursor: Cursor): number {
  expect(cursor, KEY.tradeTime);
  integer(cursor);
  expect(cursor, KEY.E);
  return integer(cursor);
}

function scanDepth(cursor: Cursor, stream: Stream, frame: Frame): FrameKind {
  expect(cursor, FIRST.e);
  expect(cursor, EVENT.depth);
  frame.exchangeTimeMs = integer(cursor);
  if (skip(cursor, KEY.T)) integer(cursor);
  expectSymbol(cursor, stream);
  expect(cursor, KEY.U);
  frame.firstId = integer(cursor);
  expect(cursor, KEY.u);
  frame.lastId = integer(cursor);
  frame.previousLastId = skip(cursor, KEY.pu) ? integer(cursor) : -1;
  clearLevels(frame);
  expect(cursor, KEY.bids);
  scanLevels(cursor, stream, frame);
  frame.bidCount = frame.levelCount;
  expect(cursor, KEY.asks);
  scanLevels(cursor, stream, frame);
  step(cursor, CLOSE);
  expect(cursor, END);
  return 'depth';
}

/** Levels `["p","q"],["p","q"]` up to the bracket that closes their list. */
function scanLevels(cursor: Cursor, stream: Stream, frame: Frame): void {
  const { bytes } = cursor;
  if (cursor.at < 0 || bytes[cursor.at] === CLOSE) return;
  for (;;) {
    step(cursor, OPEN);
    step(cursor, QUOTE);
    const priceTicks = scaled(cursor, stream.price);
    step(cursor, QUOTE);
    step(cursor, COMMA);
    step(cursor, QUOTE);
    const qtyLots = scaled(cursor, stream.qty);
    step(cursor, QUOTE);
    step(cursor, CLOSE);
    if (cursor.at < 0) return;
    if (!pushLevel(frame, priceTicks, qtyLots)) {
      fail(cursor);
      return;
    }
    if (bytes[cursor.at] !== COMMA) return;
    cursor.at++;
  }
}

/** Steps over one byte, or fails. */
function step(cursor: Cursor, byte: number): void {
  if (cursor.at < 0) return;
  cursor.at = cursor.bytes[cursor.at] === byte ? cursor.at + 1 : -1;
}

function scanTrade(cursor: Cursor, stream: Stream, frame: Frame): FrameKind {
  expect(cursor, FIRST.e);
  expect(cursor, EVENT.trade);
  integer(cursor);
  const isUsdm = skip(cursor, KEY.T);
  if (isUsdm) frame.exchangeTimeMs = integer(cursor);
  expectSymbol(cursor, stream);
  expect(cursor, KEY.t);
  integer(cursor);
  expect(cursor, KEY.p);
  frame.tradeTicks = scaled(cursor, stream.price);
  expect(cursor, KEY.q);
  frame.tradeLots = scaled(cursor, stream.qty);
  if (isUsdm) {
    expect(cursor, KEY.market);
    expect(cursor, KEY.mAfterText);
    frame.buyerIsMaker = boolean(cursor);
  } else {
    expect(cursor, KEY.tradeTime);
    frame.exchangeTimeMs = integer(cursor);
    expect(cursor, KEY.m);
    frame.buyerIsMaker = boolean(cursor);
    expect(cursor, KEY.M);
    boolean(cursor);
  }
  expect(cursor, END);
  return frame.tradeTicks > 0 && frame.tradeLots > 0 ? 'trade' : 'absurd';
}

function fail(cursor: Cursor): void {
  cursor.at = -1;
}

/** Steps over `literal` where it is next; stays where it is not. */
function skip(cursor: Cursor, literal: Buffer): boolean {
  const { bytes, at } = cursor;
  if (at < 0) return false;
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false;
  cursor.at = at + literal.length;
  return true;
}

function expect(cursor: Cursor, literal: Buffer): void {
  if (!skip(cursor, literal)) cursor.at = -1;
}

function expectSymbol(cursor: Cursor, { symbol }: Stream): void {
  expect(cursor, KEY.s);
  const { bytes, at } = cursor;
  if (at < 0) return;
  for (let i = 0; i < symbol.length; i++)
    if (bytes[at + i] !== symbol.charCodeAt(i)) {
      fail(cursor);
      return;
    }
  cursor.at = at + symbol.length;
}

/** Steps over the quote that ends the last text; 0, the time of a message without one. */
function endOfText(cursor: Cursor): number {
  step(cursor, QUOTE);
  return 0;
}

function boolean(cursor: Cursor): boolean {
  const value = cursor.bytes[cursor.at] === T_LETTER;
  expect(cursor, value ? KEY.true : KEY.false);
  return value;
}

/** A JSON integer; fails on a sign, a leading zero, and above 2^53. */
function integer(cursor: Cursor): number {
  const { bytes, at } = cursor;
  if (at < 0) return NaN;
  let value = 0;
  let i = at;
  for (; ; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  const leadingZero = bytes[at] === ZERO && i > at + 1;
  cursor.at = i === at || leadingZero || value > Number.MAX_SAFE_INTEGER ? -1 : i;
  return value;
}

/** Decimal text up to its closing quote in steps of `scale`; the twin of `multiplesOf` over bytes. */
function scaled(cursor: Cursor, scale: Scale): number {
  const { bytes, at } = cursor;
  if (at < 0) return NaN;
  let value = 0;
  let i = at;
  let digit = (bytes[i] ?? 0) - ZERO;
  for (; digit >= 0 && digit <= 9; digit = (bytes[i] ?? 0) - ZERO) {
    value = value * 10 + digit;
    i++;
  }
  if (i === at) return failed(cursor);
  if (bytes[i] === QUOTE) {
    cursor.at = i;
    return toSteps(padded(value, scale.decimals), scale);
  }
  if (bytes[i] !== POINT) return failed(cursor);
  cursor.at = i + 1;
  return fraction(cursor, value, scale);
}

function fraction(cursor: Cursor, whole: number, scale: Scale): number {
  const { bytes, at } = cursor;
  const keptEnd = at + scale.decimals;
  let value = whole;
  let i = at;
  for (; i < keptEnd && isDigit(bytes[i] ?? 0); i++) value = value * 10 + (bytes[i] ?? 0) - ZERO;
  cursor.at = i;
  const onGrid = skipRest(cursor);
  if (cursor.at <= at) return failed(cursor);
  if (scale.exact && !onGrid) return NaN;
  return toSteps(padded(value, keptEnd - i), scale);
}

/** Steps over the digits that the step has no room for, up to the quote; false where one of them is not 0. */
function skipRest(cursor: Cursor): boolean {
  const { bytes } = cursor;
  let rest = 0;
  let i = cursor.at;
  for (; isDigit(bytes[i] ?? 0); i++) rest |= (bytes[i] ?? 0) - ZERO;
  cursor.at = bytes[i] === QUOTE ? i : -1;
  return rest === 0;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9;

function failed(cursor: Cursor): number {
  cursor.at = -1;
  return NaN;
}
