import { z } from 'zod';
import type { InstrumentId } from '../../domain/instrument';
import type { Mode } from '../../domain/mode';
import { asPrice, type Price } from '../../domain/money';
import type { RedisLink } from './redisLink';

/** Best bid and ask of one instrument, for displays; never for a decision. */
export interface LatestPrice {
  readonly instrumentId: InstrumentId;
  readonly bid: Price;
  readonly ask: Price;
  readonly receivedAtMs: number;
}

export interface LatestPricesDeps {
  readonly link: RedisLink;
  readonly mode: Mode;
  /** After this long without a newer one a price disappears, in ms. */
  readonly ttlMs: number;
}

const price = z.string().transform((text) => asPrice(text));
const StoredPrice = z.object({ bid: price, ask: price, receivedAtMs: z.number().nonnegative() });

/** Keys `price:<mode>:<instrument id>`, each with a time to live. */
export const createLatestPrices = ({ link, mode, ttlMs }: LatestPricesDeps) => {
  const keyOf = (id: InstrumentId): string => `price:${mode}:${id}`;
  const waiting = new Map<InstrumentId, LatestPrice>();
  let writing: Promise<void> | undefined;

  async function writeWaiting(): Promise<void> {
    const batch = [...waiting.values()];
    waiting.clear();
    await link.attempt('latestPrices.write', async (redis) => {
      const pipeline = redis.pipeline();
      for (const { instrumentId, bid, ask, receivedAtMs } of batch)
        pipeline.set(keyOf(instrumentId), JSON.stringify({ bid, ask, receivedAtMs }), 'PX', ttlMs);
      const replies = await pipeline.exec();
      const refused = replies?.find(([error]) => error !== null)?.[0];
      if (refused) throw refused; // a pipeline resolves even where every command in it failed
    });
  }

  return {
    /** Remembers the price for the next `flush`; a newer one of the same instrument takes its place. Costs no I/O. */
    offer(latest: LatestPrice): void {
      waiting.set(latest.instrumentId, latest);
    },

    /** Writes what waits, one batch at a time: what is offered meanwhile waits for the next flush, so a slow Redis never builds a queue. */
    async flush(): Promise<void> {
      if (writing === undefined && waiting.size > 0)
        writing = writeWaiting().finally(() => {
          writing = undefined;
        });
      await writing;
    },

    /** Prices that are there and readable; a missing, expired or damaged one is left out. */
    async read(ids: readonly InstrumentId[]): Promise<ReadonlyMap<InstrumentId, LatestPrice>> {
      const found = new Map<InstrumentId, LatestPrice>();
      if (ids.length === 0) return found;
      const texts = await link.attempt('latestPrices.read', (redis) => redis.mget(ids.map(keyOf)));
      ids.forEach((instrumentId, i) => {
        const stored = parse(texts?.[i]);
        if (stored !== undefined) found.set(instrumentId, { instrumentId, ...stored });
      });
      return found;
    },
  };
};
export type LatestPrices = ReturnType<typeof createLatestPrices>;

function parse(text: string | null | undefined): z.infer<typeof StoredPrice> | undefined {
  if (text === null || text === undefined) return undefined;
  try {
    return StoredPrice.parse(JSON.parse(text));
  } catch {
    return undefined; // written by another version or by hand: as good as absent
  }
}
