import type { SimBookDelta, SimPublicTrade, SimTop, SimulatedVenue } from '../simulatedVenue';
import { createDepthBatch, type DepthBatch } from './depthBatch';
import { amount } from './orderJson';

/** Takes one message of one stream; `sequenced` where the message continues a counter. */
export type StreamListener = (stream: string, payload: string, sequenced: boolean) => void;

/** The market streams of one venue: each message is built once, for all sockets that listen. */
export interface PublicStreams {
  subscribe(stream: string, listener: StreamListener): void;
  unsubscribe(stream: string, listener: StreamListener): void;
  stop(): void;
}

const DEPTH_SUFFIXES: Readonly<Record<string, number>> = { '@depth@100ms': 100, '@depth': 1_000 };

interface DepthStream {
  readonly batch: DepthBatch;
  readonly timer: NodeJS.Timeout;
}

export function createPublicStreams(venue: SimulatedVenue): PublicStreams {
  const listeners = new Map<string, Set<StreamListener>>();
  const depths = new Map<string, DepthStream>();
  const lowerCase = new Map(venue.markets.map(({ symbol }) => [symbol, symbol.toLowerCase()]));

  function publish(stream: string, sequenced: boolean, payload: () => string | undefined): void {
    const targets = listeners.get(stream);
    if (targets === undefined) return;
    const text = payload();
    if (text === undefined) return;
    for (const listener of targets) listener(stream, text, sequenced);
  }

  const streamName = (symbol: string, suffix: string): string =>
    `${lowerCase.get(symbol) ?? symbol.toLowerCase()}${suffix}`;

  function onDelta(delta: SimBookDelta): void {
    for (const suffix of Object.keys(DEPTH_SUFFIXES))
      depths.get(streamName(delta.symbol, suffix))?.batch.add(delta);
  }

  function onTop(top: SimTop): void {
    publish(streamName(top.symbol, '@bookTicker'), false, () => bookTickerFrame(top));
  }

  function onTrade(trade: SimPublicTrade): void {
    publish(streamName(trade.symbol, '@trade'), false, () => tradeFrame(trade, venue.nowMs()));
  }

  /** A depth stream runs from its first listener to its last. */
  function startDepth(stream: string): void {
    const [name = ''] = stream.split('@');
    const market = venue.markets.find(({ symbol }) => symbol.toLowerCase() === name);
    const intervalMs = DEPTH_SUFFIXES[stream.slice(name.length)];
    if (market === undefined || intervalMs === undefined) return;
    const batch = createDepthBatch(market.symbol);
    const timer = setInterval(() => {
      publish(stream, true, () => batch.take());
    }, intervalMs);
    depths.set(stream, { batch, timer });
  }

  function stopDepth(stream: string): void {
    clearInterval(depths.get(stream)?.timer);
    depths.delete(stream);
  }

  venue.on('bookDelta', onDelta);
  venue.on('top', onTop);
  venue.on('trade', onTrade);
  return {
    subscribe(stream, listener) {
      const known = listeners.get(stream);
      if (known !== undefined) {
        known.add(listener);
        return;
      }
      listeners.set(stream, new Set([listener]));
      startDepth(stream);
    },
    unsubscribe(stream, listener) {
      const known = listeners.get(stream);
      if (known === undefined) return;
      known.delete(listener);
      if (known.size > 0) return;
      listeners.delete(stream);
      stopDepth(stream);
    },
    stop() {
      venue.off('bookDelta', onDelta);
      venue.off('top', onTop);
      venue.off('trade', onTrade);
      for (const stream of [...depths.keys()]) stopDepth(stream);
      listeners.clear();
    },
  };
}

/** The spot book ticker has no event time. */
function bookTickerFrame(top: SimTop): string {
  const [bid, bidQty] = top.bid;
  const [ask, askQty] = top.ask;
  return JSON.stringify({
    u: top.updateId,
    s: top.symbol,
    b: amount(bid),
    B: amount(bidQty),
    a: amount(ask),
    A: amount(askQty),
  });
}

function tradeFrame(trade: SimPublicTrade, nowMs: number): string {
  return JSON.stringify({
    e: 'trade',
    E: nowMs,
    s: trade.symbol,
    t: trade.tradeId,
    p: amount(trade.price),
    q: amount(trade.qty),
    T: trade.timeMs,
    m: trade.takerSide === 'sell',
    M: true,
  });
}
