import type { FeedBook } from '../marketFeed';
import { priceScale, qtyScale, type Scale } from '../scaledNumber';

export type StreamKind = 'depth' | 'ticker' | 'trade';

/** One subscribed stream and what its messages need to be read. */
export interface Stream {
  readonly name: string;
  readonly kind: StreamKind;
  /** Position of the instrument in the feed's `books`. */
  readonly index: number;
  readonly symbol: string;
  readonly price: Scale;
  readonly qty: Scale;
}

/** Finds a stream by its name, as text or as the bytes of a frame (without making a string of them). */
export interface StreamTable {
  /** In the order of subscription. */
  readonly names: readonly string[];
  byName(name: string): Stream | undefined;
  bySymbol(symbol: string, kind: StreamKind): Stream | undefined;
  /** The stream whose name stands at `start` and ends with a quote. */
  atQuote(frame: Buffer, start: number): Stream | undefined;
}

const SUFFIXES: Readonly<Record<StreamKind, string>> = {
  depth: '@depth@100ms',
  ticker: '@bookTicker',
  trade: '@trade',
};
/** Other speeds of the same stream: read wherever they come from, never subscribed. */
const DEPTH_ALIASES = ['@depth', '@depth@0ms'];
const QUOTE = 34;
const KINDS: readonly StreamKind[] = ['depth', 'ticker', 'trade'];

export function createStreamTable(books: readonly FeedBook[]): StreamTable {
  const names: string[] = [];
  const streams = new Map<string, Stream>();
  const buckets = new Map<number, { readonly bytes: Buffer; readonly stream: Stream }[]>();
  books.forEach(({ instrument }, index) => {
    const symbol = instrument.venueSymbol;
    const scales = { price: priceScale(instrument.tickSize), qty: qtyScale(instrument.lotSize) };
    for (const kind of KINDS) {
      const name = symbol.toLowerCase() + SUFFIXES[kind];
      names.push(name);
      add({ name, kind, index, symbol, ...scales });
    }
    for (const alias of DEPTH_ALIASES)
      add({ name: symbol.toLowerCase() + alias, kind: 'depth', index, symbol, ...scales });
  });

  function add(stream: Stream): void {
    streams.set(stream.name, stream);
    const bytes = Buffer.from(stream.name, 'latin1');
    const key = hashToQuote(bytes, 0);
    buckets.set(key, [...(buckets.get(key) ?? []), { bytes, stream }]);
  }

  return {
    names,
    byName: (name) => streams.get(name),
    bySymbol: (symbol, kind) => streams.get(symbol.toLowerCase() + SUFFIXES[kind]),
    atQuote(frame, start) {
      const bucket = buckets.get(hashToQuote(frame, start));
      if (bucket === undefined) return undefined;
      for (const { bytes, stream } of bucket) if (standsAt(frame, start, bytes)) return stream;
      return undefined;
    },
  };
}

/** FNV-1a in 32 bits of what stands in front of the next quote, or of all the rest where there is none. */
function hashToQuote(bytes: Buffer, start: number): number {
  let value = 0x811c9dc5;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i] ?? QUOTE;
    if (byte === QUOTE) break;
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return value | 0;
}

/** A loop, because a call of `Buffer.compare` costs more than a name is long. */
function standsAt(frame: Buffer, start: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if (frame[start + i] !== bytes[i]) return false;
  return frame[start + bytes.length] === QUOTE;
}
