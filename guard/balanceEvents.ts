import type { VenueId } from '../domain/instrument';
import type { Clock } from '../runtime/clock';

/** What the private streams told, as far as it matters to who compares balances. */
export interface BalanceEvents {
  /** The stream tells of an order or a fill. */
  order(venue: VenueId): void;
  /** The stream tells that these assets hold another amount. */
  balances(venue: VenueId, assets: readonly string[]): void;
  /** Another text after each event of the asset. */
  markOf(venue: VenueId, asset: string): string;
  /** True once where a balance has changed and no order of that moment explains it. */
  takeUnexplained(venue: VenueId): boolean;
}

/** A trade tells of its order and of its balances within this; they may come in either order. */
const TOGETHER_MS = 1_000;

interface Told {
  orderAtMs: number;
  /** When balances changed without an order before them; an order soon after explains them. */
  unexplainedAtMs: number | undefined;
  readonly counts: Map<string, number>;
}

export function createBalanceEvents(clock: Pick<Clock, 'nowMs'>): BalanceEvents {
  const venues = new Map<VenueId, Told>();

  function toldBy(venue: VenueId): Told {
    const told = venues.get(venue) ?? { orderAtMs: -Infinity, unexplainedAtMs: undefined, counts: new Map() };
    venues.set(venue, told);
    return told;
  }

  return {
    order(venue) {
      const told = toldBy(venue);
      told.orderAtMs = clock.nowMs();
      if (told.unexplainedAtMs !== undefined && told.orderAtMs - told.unexplainedAtMs <= TOGETHER_MS)
        told.unexplainedAtMs = undefined;
    },
    balances(venue, assets) {
      const told = toldBy(venue);
      for (const asset of assets) told.counts.set(asset, (told.counts.get(asset) ?? 0) + 1);
      const nowMs = clock.nowMs();
      if (nowMs - told.orderAtMs > TOGETHER_MS) told.unexplainedAtMs ??= nowMs;
    },
    markOf: (venue, asset) => String(toldBy(venue).counts.get(asset) ?? 0),
    takeUnexplained(venue) {
      const told = toldBy(venue);
      if (told.unexplainedAtMs === undefined || clock.nowMs() - told.unexplainedAtMs <= TOGETHER_MS)
        return false;
      told.unexplainedAtMs = undefined;
      return true;
    },
  };
}
