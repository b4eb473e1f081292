import type { SimLevel, SimulatedVenue } from '../simulatedVenue';

/** Time between two messages of one depth. @see https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook */
const INTERVAL_MS: ReadonlyMap<number, number> = new Map([
  [1, 10],
  [50, 20],
  [200, 100],
  [1_000, 200],
]);
/** Depth 1 repeats itself after this calm, with the same `u`. */
const CALM_MS = 3_000;

export const isBookDepth = (depth: number): boolean => INTERVAL_MS.has(depth);

export interface BookTopicDeps {
  readonly venue: SimulatedVenue;
  readonly symbol: string;
  readonly depth: number;
  readonly publish: (frame: string) => void;
}

/** One `orderbook.<depth>.<symbol>`: the first levels of a book, told as the difference from what was told before. */
export interface BookTopic {
  /** The book as it was told last: what a new subscriber gets first. */
  snapshot(): string;
  /** To be called when the book changed. */
  changed(): void;
  stop(): void;
}

interface Told {
  readonly bids: ReadonlyMap<string, string>;
  readonly asks: ReadonlyMap<string, string>;
  readonly seq: number;
}

export function createBookTopic(deps: BookTopicDeps): BookTopic {
  const { venue, symbol, depth, publish } = deps;
  let told = read();
  // A `u` of 1 would mean that the venue's service was restarted.
  let updateId = told.seq + 1;
  let dirty = false;
  let lastToldMs = Date.now();

  function read(): Told {
    const book = venue.snapshot(symbol, depth);
    return { bids: new Map(book.bids), asks: new Map(book.asks), seq: book.lastUpdateId };
  }

  function frame(type: 'snapshot' | 'delta', b: readonly SimLevel[], a: readonly SimLevel[]): string {
    const nowMs = venue.nowMs();
    const data = { s: symbol, b, a, u: updateId, seq: told.seq };
    return JSON.stringify({ topic: `orderbook.${depth}.${symbol}`, type, ts: nowMs, data, cts: nowMs });
  }

  const snapshot = (): string => frame('snapshot', [...told.bids], [...told.asks]);

  function tellDifference(): void {
    dirty = false;
    const now = read();
    const bids = difference(told.bids, now.bids);
    const asks = difference(told.asks, now.asks);
    if (bids.length + asks.length === 0) return;
    told = now;
    updateId += 1;
    lastToldMs = Date.now();
    publish(frame('delta', bids, asks));
  }

  function tick(): void {
    if (dirty) tellDifference();
    if (depth !== 1 || Date.now() - lastToldMs < CALM_MS) return;
    lastToldMs = Date.now();
    publish(snapshot());
  }

  const timer = setInterval(tick, INTERVAL_MS.get(depth));
  return {
    snapshot,
    changed() {
      dirty = true;
    },
    stop() {
      clearInterval(timer);
    },
  };
}

/** New and changed levels, and "0" for those that are gone or fell out of the depth. */
function difference(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): SimLevel[] {
  const changed: SimLevel[] = [...now].filter(([price, qty]) => before.get(price) !== qty);
  for (const price of before.keys()) if (!now.has(price)) changed.push([price, '0']);
  return changed;
}
