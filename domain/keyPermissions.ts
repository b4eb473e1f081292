import type { Denial } from './opportunity';
import type { VenueId } from './instrument';

/** What a venue says that a key may do. */
export interface KeyPermissions {
  /** Place orders of the kind that we trade. */
  readonly canTrade: boolean;
  /** Move money out of the venue: a trading key must not. */
  readonly canWithdraw: boolean;
  /** True where only listed addresses may use it. */
  readonly ipBound: boolean;
  readonly madeAtMs: number | undefined;
}

/** Why nothing may open with such a key; `undefined` where it may trade and not withdraw. */
export function keyDenial(venue: VenueId, key: KeyPermissions): Denial | undefined {
  if (key.canWithdraw) return { code: 'KEY_WITHDRAWS', figures: { venue } };
  if (!key.canTrade) return { code: 'KEY_CANNOT_TRADE', figures: { venue } };
  return undefined;
}
