import type { SimPublicTrade, SimulatedVenue } from '../simulatedVenue';
import type { RecentTrades } from '../wire/recentTrades';
import { createBookTopic, isBookDepth, type BookTopic } from './bookTopic';
import { sideText } from './orderJson';
import { tickerJson } from './ticker';

/** Takes one message; `sequenced` where the message continues a counter. */
export type TopicListener = (frame: string, sequenced: boolean) => void;

/** The public topics of one venue: each message is built once, for all sockets that listen. */
export interface PublicTopics {
  /** False where there is no such topic. A new book or ticker listener gets a snapshot at once. */
  subscribe(topic: string, listener: TopicListener): boolean;
  unsubscribe(topic: string, listener: TopicListener): void;
  stop(): void;
}

interface Topic {
  readonly listeners: Set<TopicListener>;
  readonly book: BookTopic | undefined;
}

export function createPublicTopics(venue: SimulatedVenue, recent: RecentTrades): PublicTopics {
  const topics = new Map<string, Topic>();
  const booksBySymbol = new Map<string, Set<BookTopic>>(
    venue.markets.map(({ symbol }) => [symbol, new Set()]),
  );

  function publish(topic: string, frame: () => string, sequenced: boolean): void {
    const listeners = topics.get(topic)?.listeners;
    if (listeners === undefined) return;
    const text = frame();
    for (const listener of listeners) listener(text, sequenced);
  }

  function open(name: string): Topic | undefined {
    const [kind = '', ...rest] = name.split('.');
    const symbol = rest.at(-1) ?? '';
    const books = booksBySymbol.get(symbol);
    if (books === undefined) return undefined;
    if (kind === 'publicTrade' || kind === 'tickers') return { listeners: new Set(), book: undefined };
    const depth = Number(rest[0]);
    if (kind !== 'orderbook' || !isBookDepth(depth)) return undefined;
    const book = createBookTopic({
      venue,
      symbol,
      depth,
      publish: (frame) => {
        publish(name, () => frame, true);
      },
    });
    books.add(book);
    return { listeners: new Set(), book };
  }

  const onDelta = ({ symbol }: { readonly symbol: string }): void => {
    for (const book of booksBySymbol.get(symbol) ?? []) book.changed();
  };

  function onTrade(trade: SimPublicTrade): void {
    publish(`publicTrade.${trade.symbol}`, () => tradeFrame(trade, venue.nowMs()), false);
    publish(`tickers.${trade.symbol}`, () => tickerFrame(trade.symbol), false);
  }

  function tickerFrame(symbol: string): string {
    const ts = venue.nowMs();
    const data = tickerJson(symbol, recent.of(symbol, 1_000));
    return JSON.stringify({ topic: `tickers.${symbol}`, ts, type: 'snapshot', cs: 0, data });
  }

  function close(name: string, { book }: Topic): void {
    topics.delete(name);
    if (book === undefined) return;
    book.stop();
    for (const books of booksBySymbol.values()) books.delete(book);
  }

  venue.on('bookDelta', onDelta);
  venue.on('trade', onTrade);
  return {
    subscribe(name, listener) {
      const topic = topics.get(name) ?? open(name);
      if (topic === undefined) return false;
      topics.set(name, topic);
      topic.listeners.add(listener);
      if (topic.book !== undefined) listener(topic.book.snapshot(), false);
      else if (name.startsWith('tickers.')) listener(tickerFrame(name.slice('tickers.'.length)), false);
      return true;
    },
    unsubscribe(name, listener) {
      const topic = topics.get(name);
      topic?.listeners.delete(listener);
      if (topic?.listeners.size === 0) close(name, topic);
    },
    stop() {
      venue.off('bookDelta', onDelta);
      venue.off('trade', onTrade);
      for (const [name, topic] of [...topics]) close(name, topic);
    },
  };
}

function tradeFrame(trade: SimPublicTrade, ts: number): string {
  return JSON.stringify({
    topic: `publicTrade.${trade.symbol}`,
    type: 'snapshot',
    ts,
    data: [
      {
        T: trade.timeMs,
        s: trade.symbol,
        S: sideText(trade.takerSide),
        v: trade.qty,
        p: trade.price,
        i: String(trade.tradeId),
        BT: false,
      },
    ],
  });
}
