import { DOLLARS } from '../domain/dollars';
import { Exact } from '../domain/money';
import type { FreeCapital } from '../storage/accountBalances';

/**
 * Value of all accounts in USD at these mids; `undefined` while an asset that we hold has no price: an equity that is too low would be
 * safe, one that jumps is not.
 */
export function equityUsd(
  capital: readonly Pick<FreeCapital, 'asset' | 'balance'>[],
  midsUsd: ReadonlyMap<string, Exact>,
): Exact | undefined {
  let sum = new Exact(0);
  for (const { asset, balance } of capital) {
    if (new Exact(balance).isZero()) continue;
    const price = DOLLARS.has(asset) ? new Exact(1) : midsUsd.get(asset);
    if (price === undefined) return undefined;
    sum = sum.plus(price.times(balance));
  }
  return sum;
}
