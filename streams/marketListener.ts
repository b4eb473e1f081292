import type { FeedBook, FeedListener } from '../venues/marketFeed';
import type { Detector } from './detector';
import type { ShardInstrument } from './shardMessages';
import type { SharedBookWriter } from './sharedBooks';
import type { StreamHealth } from './streamHealth';
import type { TradedVolume } from './tradedVolume';

export interface MarketListenerDeps {
  readonly instruments: readonly ShardInstrument[];
  /** Books, health and volumes in the order of `instruments`. */
  readonly markets: readonly FeedBook[];
  readonly health: StreamHealth;
  readonly volumes: readonly TradedVolume[];
  readonly writer: SharedBookWriter;
  readonly detector: Pick<Detector, 'onTop'>;
  readonly onBadMessage: (reason: string, sample: string) => void;
}

/**
 * Brings what one feed reports to health, shared memory and detection, in this order: a decision sees the message it is about.
 * @param places position in `instruments` of each of the feed's own books
 */
export function createMarketListener(deps: MarketListenerDeps, places: readonly number[]): FeedListener {
  const { health, writer, detector } = deps;
  const sharedIndexes = deps.instruments.map(({ sharedIndex }) => sharedIndex);
  const valueOfOne = deps.markets.map(
    ({ instrument }) => Number(instrument.tickSize) * Number(instrument.lotSize),
  );
  return {
    onBook(index, topChanged, time) {
      const place = places[index] ?? -1;
      const market = deps.markets[place];
      if (market === undefined) return;
      health.onMessage(place, time);
      writer.write(sharedIndexes[place] ?? -1, market.book, time.receivedAtMs);
      if (topChanged) detector.onTop(place, time);
    },
    onTrade(index, { priceTicks, qtyLots }, { receivedAtMs }) {
      const place = places[index] ?? -1;
      deps.volumes[place]?.add(priceTicks * qtyLots * (valueOfOne[place] ?? 0), receivedAtMs);
    },
    onTrust(index, trust) {
      const place = places[index] ?? -1;
      health.onTrust(place, trust);
      const shared = sharedIndexes[place];
      if (trust.kind === 'untrusted' && shared !== undefined) writer.distrust(shared);
    },
    onBadMessage: deps.onBadMessage,
    onLatency: () => undefined,
  };
}
