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
  byBytes(frame: Buffer, start: number, end: number): Stream | undefined;
}

const SUFFIXES: Readonly<Record<StreamKind, string>> = {
  depth: '@depth@100ms',
  ticker: '@bookTicker',
  trade: '@trade',
};
/** Other speeds of the same stream: read wherever they come from, never subscribed. */
const DEPTH_ALIASES = ['@depth', '@depth@0ms'];
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
    const key = hash(bytes, 0, bytes.length);
    buckets.set(key, [...(buckets.get(key) ?? []), { bytes, stream }]);
  }

  return {
    names,
    byName: (name) => streams.get(name),
    bySymbol: (symbol, kind) => streams.get(symbol.toLowerCase() + SUFFIXES[kind]),
    byBytes(frame, start, end) {
      const bucket = buckets.get(hash(frame, start, end));
      if (bucket === undefined) return undefined;
      for (const entry of bucket) if (entry.bytes.compare(frame, start, end) === 0) return entry.stream;
      return undefined;
    },
  };
}

/** FNV-1a in 32 bits. */
function hash(bytes: Buffer, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let i = start; i < end; i++) value = Math.imul(value ^ (bytes[i] ?? 0), 0x01000193);
  return value | 0;
}
