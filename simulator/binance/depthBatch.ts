import type { SimBookDelta, SimLevel } from '../simulatedVenue';
import { amount } from './orderJson';

/** Gathers the changes of one book; of several changes of one price the last is kept. */
export interface DepthBatch {
  add(delta: SimBookDelta): void;
  /** The gathered changes as one `depthUpdate`, `undefined` where nothing changed. */
  take(): string | undefined;
}

export function createDepthBatch(symbol: string): DepthBatch {
  const bids = new Map<string, string>();
  const asks = new Map<string, string>();
  let firstUpdateId = 0;
  let lastUpdateId = 0;
  let timeMs = 0;
  let empty = true;

  function put(side: Map<string, string>, levels: readonly SimLevel[]): void {
    for (const [price, qty] of levels) side.set(price, qty);
  }

  return {
    add(delta) {
      if (empty) firstUpdateId = delta.firstUpdateId;
      empty = false;
      lastUpdateId = delta.lastUpdateId;
      timeMs = delta.timeMs;
      put(bids, delta.bids);
      put(asks, delta.asks);
    },
    take() {
      if (empty) return undefined;
      const frame = JSON.stringify({
        e: 'depthUpdate',
        E: timeMs,
        s: symbol,
        U: firstUpdateId,
        u: lastUpdateId,
        b: [...bids].map(([price, qty]) => [amount(price), amount(qty)]),
        a: [...asks].map(([price, qty]) => [amount(price), amount(qty)]),
      });
      bids.clear();
      asks.clear();
      empty = true;
      return frame;
    },
  };
}
