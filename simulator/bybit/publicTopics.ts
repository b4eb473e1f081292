import type { SimPublicTrade, SimulatedVenue } from '../simulatedVenue';
import type { RecentTrades } from '../wire/recentTrades';
import type { BookTopic } from './bookTopic';
import { createBookTopics } from './bookTopics';
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
  const markets = new Set(venue.markets.map(({ symbol }) => symbol));
  const books = createBookTopics(venue);

  function publish(topic: string, frame: () => string, sequenced: boolean): void {
    const listeners = topics.get(topic)?.listeners;
    if (listeners === undefined) return;
    const text = frame();
    for (const listener of listeners) listener(text, sequenced);
  }

  function open(name: string): Topic | undefined {
    const parts = partsOf(name);
    if (TRADE_KINDS.has(parts.kind) && markets.has(parts.symbol))
      return { listeners: new Set(), book: undefined };
    if (parts.kind !== 'orderbook') return undefined;
    const book = books.open(parts, (frame) => {
      publish(name, () => frame, true);
    });
    return book === undefined ? undefined : { listeners: new Set(), book };
  }

  function onTrade(trade: SimPublicTrade): void {
    publish(`publicTrade.${trade.symbol}`, () => tradeFrame(trade, venue.nowMs()), false);
    publish(`tickers.${trade.symbol}`, () => tickerFrame(trade.symbol, venue.nowMs(), recent), false);
  }

  function close(name: string, { book }: Topic): void {
    topics.delete(name);
    if (book !== undefined) books.close(book);
  }

  venue.on('trade', onTrade);
  return {
    subscribe(name, listener) {
      const topic = topics.get(name) ?? open(name);
      if (topic === undefined) return false;
      topics.set(name, topic);
      topic.listeners.add(listener);
      if (topic.book !== undefined) listener(topic.book.snapshot(), false);
      else if (name.startsWith('tickers.'))
        listener(tickerFrame(partsOf(name).symbol, venue.nowMs(), recent), false);
      return true;
    },
    unsubscribe(name, listener) {
      const topic = topics.get(name);
      topic?.listeners.delete(listener);
      if (topic?.listeners.size === 0) close(name, topic);
    },
    stop() {
      books.stop();
      venue.off('trade', onTrade);
      for (const [name, topic] of [...topics]) close(name, topic);
    },
  };
}

const TRADE_KINDS: ReadonlySet<string> = new Set(['publicTrade', 'tickers']);

/** `orderbook.50.BTCUSDT`, `tickers.BTCUSDT`. */
function partsOf(name: string): { kind: string; symbol: string; depth: number } {
  const parts = name.split('.');
  return { kind: parts[0] ?? '', symbol: parts.at(-1) ?? '', depth: Number(parts[1]) };
}

function tickerFrame(symbol: string, ts: number, recent: RecentTrades): string {
  const data = tickerJson(symbol, recent.of(symbol, 1_000));
  return JSON.stringify({ topic: `tickers.${symbol}`, ts, type: 'snapshot', cs: 0, data });
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
