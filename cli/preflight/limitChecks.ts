import { limitKeys } from '../../domain/limitKeys';
import { Exact } from '../../domain/money';
import type { LimitUse } from '../../storage/limits';
import { durationText } from '../duration';
import type { Check } from './check';

export interface LimitsFound {
  readonly rows: readonly LimitUse[];
  /** Rows that the configuration asks for; what an older one left behind is not looked at. */
  readonly keys: readonly string[];
  /** Begins deny on rows older than this. */
  readonly maxAgeMs: number;
}

const OPERATIONS =
  'holdfast health: start operations, which refreshes them each second; without prices in Redis it does not';

/** Whether the limits are fresh, then each with what is used of it. */
export function limitChecks({ rows, keys, maxAgeMs }: LimitsFound): Check[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const present = keys.flatMap((key) => byKey.get(key) ?? []);
  const missing = keys.filter((key) => !byKey.has(key));
  return [freshness({ present, missing, maxAgeMs }), ...present.map(useOf)];
}

function freshness(found: {
  readonly present: readonly LimitUse[];
  readonly missing: readonly string[];
  readonly maxAgeMs: number;
}): Check {
  const { present, missing, maxAgeMs } = found;
  const named = { group: 'limit', name: 'freshness' } as const;
  const failed = { state: 'fail', remedy: `${OPERATIONS} (LIMITS_STALE)`, why: 'unfit' } as const;
  const restart = {
    ...failed,
    remedy:
      'restart what runs: it was started with another configuration; or, if operations is down, start it',
  };
  if (missing.length > 0) return { ...named, ...restart, found: `never refreshed: ${missing.join(', ')}` };
  const oldestMs = Math.max(...present.map(({ ageMs }) => ageMs));
  const text = `the oldest is ${durationText(oldestMs)} old, begins deny after ${durationText(maxAgeMs)}`;
  return oldestMs > maxAgeMs
    ? { ...named, ...failed, found: text }
    : { ...named, state: 'pass', found: text };
}

function useOf({ key, used, limit }: LimitUse): Check {
  const named = { group: 'limit', name: key, found: useText({ key, used, limit }) } as const;
  if (new Exact(limit).isZero() && key === limitKeys.liveCapital)
    return { ...named, state: 'off', found: 'limits.liveCapitalUsd is 0: no live trade may open' };
  if (new Exact(limit).isZero())
    return {
      ...named,
      state: 'fail',
      remedy: 'equity is not known or nil: look at the balances and at Redis, which holds the prices',
      why: 'unfit',
    };
  if (new Exact(used).lt(limit)) return { ...named, state: 'pass' };
  const remedy = 'wait for open trades to close (holdfast trades list --open), or raise it in `limits`';
  return { ...named, state: 'warn', remedy };
}

/** Compared with each order or trade, and never used up. */
const LARGEST = new Map([
  [limitKeys.orderNotional, 'an order'],
  [limitKeys.tradeNotional, 'a trade'],
]);
const COUNTED = limitKeys.strategyTrades('');

function useText({ key, used, limit }: Pick<LimitUse, 'key' | 'used' | 'limit'>): string {
  const one = LARGEST.get(key);
  const unit = key.startsWith(COUNTED) ? '' : ' USD';
  const most = `${new Exact(limit).toFixed()}${unit}`;
  return one === undefined ? `${new Exact(used).toFixed()} of ${most} used` : `${most} ${one} at most`;
}
