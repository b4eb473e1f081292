import type { SimPublicTrade, SimTop, SimulatedVenue } from '../simulatedVenue';
import { createDepthStreams } from './depthStreams';
import { bookTickerFrame, tradeFrame } from './marketFrames';

/** Takes one message of one stream; `sequenced` where the message continues a counter. */
export type StreamListener = (stream: string, payload: string, sequenced: boolean) => void;

/** The market streams of one venue: each message is built once, for all sockets that listen. */
export interface PublicStreams {
  subscribe(stream: string, listener: StreamListener): void;
  unsubscribe(stream: string, listener: StreamListener): void;
  stop(): void;
}

export function createPublicStreams(venue: SimulatedVenue): PublicStreams {
  const listeners = new Map<string, Set<StreamListener>>();

  function publish(stream: string, sequenced: boolean, payload: () => string | undefined): void {
    const targets = listeners.get(stream);
    if (targets === undefined) return;
    const text = payload();
    if (text === undefined) return;
    for (const listener of targets) listener(stream, text, sequenced);
  }

  const depths = createDepthStreams(venue, (stream, payload) => {
    publish(stream, true, payload);
  });

  function onTop(top: SimTop): void {
    publish(`${top.symbol.toLowerCase()}@bookTicker`, false, () => bookTickerFrame(top));
  }

  function onTrade(trade: SimPublicTrade): void {
    publish(`${trade.symbol.toLowerCase()}@trade`, false, () => tradeFrame(trade, venue.nowMs()));
  }

  venue.on('top', onTop);
  venue.on('trade', onTrade);
  return {
    subscribe(stream, listener) {
      const known = listeners.get(stream);
      if (known === undefined) depths.start(stream);
      listeners.set(stream, (known ?? new Set()).add(listener));
    },
    unsubscribe(stream, listener) {
      const known = listeners.get(stream);
      known?.delete(listener);
      if (known?.size !== 0) return;
      listeners.delete(stream);
      depths.stop(stream);
    },
    stop() {
      venue.off('top', onTop);
      venue.off('trade', onTrade);
      depths.stopAll();
      listeners.clear();
    },
  };
}
