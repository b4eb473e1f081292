import type { SimBookDelta, SimulatedVenue } from '../simulatedVenue';
import { createDepthBatch, type DepthBatch } from './depthBatch';

const INTERVAL_MS: ReadonlyMap<string, number> = new Map([
  ['@depth@100ms', 100],
  ['@depth', 1_000],
]);

/** The running depth streams; each publishes what changed in its interval. */
export interface DepthStreams {
  /** Does nothing for a name that is no depth stream. */
  start(stream: string): void;
  stop(stream: string): void;
  stopAll(): void;
}

export function createDepthStreams(
  venue: SimulatedVenue,
  publish: (stream: string, payload: () => string | undefined) => void,
): DepthStreams {
  const running = new Map<string, { readonly batch: DepthBatch; readonly timer: NodeJS.Timeout }>();

  function onDelta(delta: SimBookDelta): void {
    for (const suffix of INTERVAL_MS.keys())
      running.get(delta.symbol.toLowerCase() + suffix)?.batch.add(delta);
  }

  function stop(stream: string): void {
    clearInterval(running.get(stream)?.timer);
    running.delete(stream);
  }

  venue.on('bookDelta', onDelta);
  return {
    start(stream) {
      const [name = ''] = stream.split('@');
      const market = venue.markets.find(({ symbol }) => symbol.toLowerCase() === name);
      const intervalMs = INTERVAL_MS.get(stream.slice(name.length));
      if (market === undefined || intervalMs === undefined) return;
      const batch = createDepthBatch(market.symbol);
      const timer = setInterval(() => {
        publish(stream, () => batch.take());
      }, intervalMs);
      running.set(stream, { batch, timer });
    },
    stop,
    stopAll() {
      venue.off('bookDelta', onDelta);
      for (const stream of [...running.keys()]) stop(stream);
    },
  };
}
