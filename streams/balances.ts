import type { VenueId } from '../domain/instrument';
import { ZERO_AMOUNT, type Amount } from '../domain/money';

export interface FreeBalance {
  readonly venue: VenueId;
  readonly asset: string;
  readonly free: Amount;
}

/** What sizing may spend; unknown balances are zero. */
export interface Balances {
  replace(balances: readonly FreeBalance[]): void;
  free(venue: VenueId, asset: string): Amount;
}

export function createBalances(): Balances {
  let known = new Map<string, Amount>();
  const key = (venue: VenueId, asset: string): string => `${venue}/${asset}`;
  return {
    replace(balances) {
      known = new Map(balances.map(({ venue, asset, free }) => [key(venue, asset), free]));
    },
    free: (venue, asset) => known.get(key(venue, asset)) ?? ZERO_AMOUNT,
  };
}
