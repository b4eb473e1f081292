import type { Config } from '../config/schema';
import type { Exact } from '../domain/money';
import { readFreeCapital } from '../storage/accountBalances';
import type { Database } from '../storage/database';
import { refreshLimits } from '../storage/limits';
import { equityUsd } from './equity';
import { limitLevels } from './limitLevels';

export interface LimitRefresherDeps {
  readonly config: Config;
  readonly database: Pick<Database, 'query'>;
  readonly mids: () => Promise<ReadonlyMap<string, Exact>>;
}

/**
 * Keeps the limit rows fresh: equity from the ledger at current mids, once per call. Without a price for something that we hold nothing is
 * refreshed, and after `limits.maxAgeMs` begins deny.
 */
export function createLimitRefresher(deps: LimitRefresherDeps): () => Promise<void> {
  return async () => {
    const prices = await deps.mids();
    const equity = equityUsd(await readFreeCapital(deps.database, deps.config.mode), prices);
    if (equity === undefined) throw new Error('no price for an asset that we hold: limits stay as they are');
    await refreshLimits(deps.database, limitLevels(deps.config, equity));
  };
}
