import { Exact } from '../domain/money';
import type { SimBalance } from './simulatedVenue';

/** Balances of all accounts of one venue: what is free and what open orders hold. */
export interface AccountBook {
  free(accountId: string, asset: string): Exact;
  /** Adds to the free amount; negative takes away. @throws NegativeBalanceError */
  credit(accountId: string, asset: string, amount: Exact): void;
  /** Moves from free to locked; negative moves back. @throws NegativeBalanceError */
  lock(accountId: string, asset: string, amount: Exact): void;
  /** All assets ever held, in order of first appearance. */
  balances(accountId: string): SimBalance[];
  accountIds(): string[];
}

/** Thrown where a record would make a balance negative: the engine checks first, so this is a bug. */
export class NegativeBalanceError extends Error {
  override readonly name = 'NegativeBalanceError';
  constructor(
    readonly accountId: string,
    readonly asset: string,
    readonly amount: string,
  ) {
    super(`${accountId} would hold ${amount} ${asset}`);
  }
}

interface Holding {
  free: Exact;
  locked: Exact;
}

export function createAccountBook(): AccountBook {
  const accounts = new Map<string, Map<string, Holding>>();

  function holding(accountId: string, asset: string): Holding {
    const assets = accounts.get(accountId) ?? new Map<string, Holding>();
    accounts.set(accountId, assets);
    const known = assets.get(asset) ?? { free: new Exact(0), locked: new Exact(0) };
    assets.set(asset, known);
    return known;
  }

  function checked(amount: Exact, accountId: string, asset: string): Exact {
    if (amount.isNegative() && !amount.isZero())
      throw new NegativeBalanceError(accountId, asset, amount.toFixed());
    return amount;
  }

  return {
    free: (accountId, asset) => accounts.get(accountId)?.get(asset)?.free ?? new Exact(0),
    credit: (accountId, asset, amount) => {
      const held = holding(accountId, asset);
      held.free = checked(held.free.plus(amount), accountId, asset);
    },
    lock: (accountId, asset, amount) => {
      const held = holding(accountId, asset);
      const free = checked(held.free.minus(amount), accountId, asset);
      held.locked = checked(held.locked.plus(amount), accountId, asset);
      held.free = free;
    },
    balances: (accountId) =>
      [...(accounts.get(accountId) ?? new Map<string, Holding>())].map(([asset, held]) => ({
        asset,
        free: held.free.toFixed(),
        locked: held.locked.toFixed(),
      })),
    accountIds: () => [...accounts.keys()],
  };
}
