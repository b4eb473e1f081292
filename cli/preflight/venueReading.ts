import type { VenueId } from '../../domain/instrument';
import type { KeyPermissions } from '../../domain/keyPermissions';
import type { AssetBalance } from '../../venues/accountReader';
import type { KeyRole } from '../../workers/venueSettings';
import type { Reading } from './check';

/** What one venue answered to one role's key. */
export type KeyReading =
  /** No key is configured: key of the configuration and what to do. */
  | { readonly kind: 'missing'; readonly problem: string }
  /** The guard has none of its own and works with the trader's. */
  | { readonly kind: 'borrowed' }
  /** The venue itself did not answer. */
  | { readonly kind: 'untried' }
  | {
      readonly kind: 'asked';
      readonly balances: Reading<readonly AssetBalance[]>;
      /** `undefined` where nobody answers that question: at test environments. */
      readonly permissions: Reading<KeyPermissions> | undefined;
    };

/** What was read from one venue. */
export interface VenueReading {
  readonly venue: VenueId;
  readonly restUrl: string;
  /** Section of the configuration that holds that address, `paper.binance`. */
  readonly section: string;
  readonly publicWsUrl: string;
  /** Venue minus ours, in ms. */
  readonly clockOffsetMs: Reading<number>;
  readonly marketData: Reading<undefined>;
  readonly keys: Readonly<Record<KeyRole, KeyReading>>;
}

export const KEY_ROLES: readonly KeyRole[] = ['trader', 'guard'];
