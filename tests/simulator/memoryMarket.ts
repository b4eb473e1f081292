import type { DrivenMarket, MarketSink } from '../../simulator/marketSource';
import { createOrderBook, type IntegerLevel, type OrderBook } from '../../simulator/orderBook';

interface FloatLevel {
  readonly price: number;
  readonly qty: number;
}

export interface MemoryMarket {
  readonly sink: MarketSink;
  /** Depth updates heard so far, over all markets. */
  updates(): number;
  top(venue: string, symbol: string): { readonly bid: number; readonly ask: number };
  levels(venue: string, symbol: string): { readonly bids: FloatLevel[]; readonly asks: FloatLevel[] };
}

/** Books that only listen to a market source. */
export function memoryMarket(driven: readonly DrivenMarket[]): MemoryMarket {
  const desks = new Map(
    driven.map(({ venue, market }) => [`${venue}/${market.symbol}`, { market, book: createOrderBook() }]),
  );
  let heard = 0;

  function deskOf(venue: string, symbol: string): { market: DrivenMarket['market']; book: OrderBook } {
    const desk = desks.get(`${venue}/${symbol}`);
    if (!desk) throw new Error(`no market ${venue}/${symbol}`);
    return desk;
  }

  function levels(venue: string, symbol: string): ReturnType<MemoryMarket['levels']> {
    const { market, book } = deskOf(venue, symbol);
    const float = ([ticks, lots]: IntegerLevel): FloatLevel => ({
      price: ticks * Number(market.tickSize),
      qty: lots * Number(market.lotSize),
    });
    return { bids: book.levels('buy', 9_999).map(float), asks: book.levels('sell', 9_999).map(float) };
  }

  return {
    sink: (update) => {
      if (update.kind === 'trade') return;
      const { book } = deskOf(update.venue, update.symbol);
      if (update.reset) book.clearAnonymous();
      book.setAnonymous(update);
      heard += 1;
    },
    updates: () => heard,
    top: (venue, symbol) => {
      const { bids, asks } = levels(venue, symbol);
      return { bid: bids[0]?.price ?? Number.NaN, ask: asks[0]?.price ?? Number.NaN };
    },
    levels,
  };
}
