import type { EventEmitter } from 'node:events';
import type { IntegerLevel } from './orderBook';
import type { SimLevel, SimSide, SimTop, SimulatedVenue, SimVenueEvents } from './simulatedVenue';
import type { MarketDesk } from './submission';

export interface BookPublisherDeps {
  readonly desks: ReadonlyMap<string, MarketDesk>;
  readonly events: EventEmitter<SimVenueEvents>;
  readonly nowMs: () => number;
}

export interface BookPublisher {
  /** Tells the listeners what changed in the book since the last call. */
  changes(desk: MarketDesk): void;
  trades(desk: MarketDesk, takerSide: SimSide, matches: readonly { ticks: number; lots: number }[]): void;
  snapshot: SimulatedVenue['snapshot'];
}

interface Published {
  updateId: number;
  tradeId: number;
  top: string;
}

/** Turns integer books into the public events of a venue, with update ids that never skip: one per changed level. */
export function createBookPublisher({ desks, events, nowMs }: BookPublisherDeps): BookPublisher {
  const published = new Map<string, Published>(
    [...desks.keys()].map((symbol) => [symbol, { updateId: 0, tradeId: 0, top: '' }]),
  );
  const stateOf = (symbol: string): Published => {
    const state = published.get(symbol);
    if (!state) throw new Error(`no market ${symbol}`);
    return state;
  };

  function changes(desk: MarketDesk): void {
    const { symbol } = desk.market;
    const { bids, asks } = desk.book.drainChanges();
    const count = bids.length + asks.length;
    if (count === 0) return;
    const state = stateOf(symbol);
    const firstUpdateId = state.updateId + 1;
    state.updateId += count;
    events.emit('bookDelta', {
      symbol,
      firstUpdateId,
      lastUpdateId: state.updateId,
      bids: bids.map(levelText(desk)),
      asks: asks.map(levelText(desk)),
      timeMs: nowMs(),
    });
    publishTop(desk, state);
  }

  function publishTop(desk: MarketDesk, state: Published): void {
    const top = topOf(desk, state.updateId, nowMs());
    if (!top) return;
    const key = [...top.bid, ...top.ask].join(' ');
    if (key === state.top) return;
    state.top = key;
    events.emit('top', top);
  }

  return {
    changes,
    trades: (desk, takerSide, matches) => {
      const { symbol } = desk.market;
      const state = stateOf(symbol);
      for (const { ticks, lots } of matches) {
        state.tradeId += 1;
        const [price, qty] = levelText(desk)([ticks, lots]);
        events.emit('trade', { symbol, tradeId: state.tradeId, price, qty, takerSide, timeMs: nowMs() });
      }
    },
    snapshot: (symbol, depth) => {
      const desk = desks.get(symbol);
      if (!desk) return { lastUpdateId: 0, bids: [], asks: [] };
      const bids = desk.book.levels('buy', depth).map(levelText(desk));
      const asks = desk.book.levels('sell', depth).map(levelText(desk));
      return { lastUpdateId: stateOf(symbol).updateId, bids, asks };
    },
  };
}

const levelText =
  ({ units }: MarketDesk) =>
  ([ticks, lots]: IntegerLevel): SimLevel => [units.formatPrice(ticks), units.formatQty(lots)];

/** `undefined` where a side is empty: no venue shows half a top. */
function topOf(desk: MarketDesk, updateId: number, timeMs: number): SimTop | undefined {
  const bid = desk.book.best('buy');
  const ask = desk.book.best('sell');
  if (!bid || !ask) return undefined;
  const text = levelText(desk);
  return { symbol: desk.market.symbol, updateId, bid: text(bid), ask: text(ask), timeMs };
}
