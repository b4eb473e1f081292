import type { Config } from '../config/schema';
import type { InstrumentId } from '../domain/instrument';
import { Exact } from '../domain/money';
import type { Clock } from '../runtime/clock';
import { readFreeCapital } from '../storage/accountBalances';
import type { Database } from '../storage/database';
import { refreshLimits } from '../storage/limits';
import type { LatestPrices } from '../storage/redis/latestPrices';
import { equityUsd } from './equity';
import { limitLevels } from './limitLevels';

export interface LimitRefresherDeps {
  readonly config: Config;
  readonly database: Database;
  readonly prices: LatestPrices;
  /** The instruments whose prices value what we hold, with the coin each one prices. */
  readonly instruments: readonly { readonly id: InstrumentId; readonly base: string }[];
  readonly clock: Clock;
}

/** A price older than this values nothing: limits then go stale and begins deny. */
const PRICE_LIFE_MS = 60_000;

/**
 * Keeps the limit rows fresh: equity from the ledger at current mids, once per call. While Redis is away the last prices serve for a
 * minute; without any, nothing is refreshed, and after `limits.maxAgeMs` begins deny.
 */
export function createLimitRefresher(deps: LimitRefresherDeps): () => Promise<void> {
  const mids = new Map<string, { readonly mid: Exact; readonly atMs: number }>();
  const ids = deps.instruments.map(({ id }) => id);
  const baseOf = new Map(deps.instruments.map(({ id, base }) => [id, base]));

  async function takeNews(): Promise<void> {
    for (const { instrumentId, bid, ask, receivedAtMs } of (await deps.prices.read(ids)).values()) {
      const base = baseOf.get(instrumentId);
      if (base !== undefined) mids.set(base, { mid: new Exact(bid).plus(ask).div(2), atMs: receivedAtMs });
    }
  }

  return async () => {
    await takeNews();
    const oldestMs = deps.clock.nowMs() - PRICE_LIFE_MS;
    const usable = [...mids].filter(([, { atMs }]) => atMs >= oldestMs);
    const prices = new Map(usable.map(([base, { mid }]) => [base, mid]));
    const equity = equityUsd(await readFreeCapital(deps.database, deps.config.mode), prices);
    if (equity === undefined) throw new Error('no price for an asset that we hold: limits stay as they are');
    await refreshLimits(deps.database, limitLevels(deps.config, equity));
  };
}
