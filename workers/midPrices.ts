import type { InstrumentId } from '../domain/instrument';
import { Exact } from '../domain/money';
import type { Clock } from '../runtime/clock';
import type { LatestPrices } from '../storage/redis/latestPrices';

export interface MidPricesDeps {
  readonly prices: LatestPrices;
  /** The instruments whose prices value what we hold, with the coin each one prices. */
  readonly instruments: readonly { readonly id: InstrumentId; readonly base: string }[];
  readonly clock: Clock;
}

/** A price older than this values nothing. */
const PRICE_LIFE_MS = 60_000;

/** Reads the mids of all coins, by coin; while Redis is away the last ones serve for a minute. */
export function createMidPrices({
  prices,
  instruments,
  clock,
}: MidPricesDeps): () => Promise<ReadonlyMap<string, Exact>> {
  const mids = new Map<string, { readonly mid: Exact; readonly atMs: number }>();
  const ids = instruments.map(({ id }) => id);
  const baseOf = new Map(instruments.map(({ id, base }) => [id, base]));

  return async () => {
    for (const { instrumentId, bid, ask, receivedAtMs } of (await prices.read(ids)).values()) {
      const base = baseOf.get(instrumentId);
      if (base !== undefined) mids.set(base, { mid: new Exact(bid).plus(ask).div(2), atMs: receivedAtMs });
    }
    const oldestMs = clock.nowMs() - PRICE_LIFE_MS;
    const usable = [...mids].filter(([, { atMs }]) => atMs >= oldestMs);
    return new Map(usable.map(([base, { mid }]) => [base, mid]));
  };
}
