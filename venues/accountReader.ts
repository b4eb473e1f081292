import type { InstrumentId, VenueId } from '../domain/instrument';
import type { KeyPermissions } from '../domain/keyPermissions';
import type { Amount, Bps } from '../domain/money';

export interface AssetBalance {
  readonly asset: string;
  /** Free and locked together: what the ledger must equal. */
  readonly total: Amount;
  readonly free: Amount;
}

/** Reads of one account at one venue. All methods throw `VenueReadError` when not answered. */
export interface AccountReader {
  readonly venue: VenueId;
  balances(): Promise<AssetBalance[]>;
  feeRates(instrumentId: InstrumentId): Promise<{ readonly takerFeeBps: Bps; readonly makerFeeBps: Bps }>;
  keyPermissions(): Promise<KeyPermissions>;
  /** Venue clock minus ours, in ms, measured now at half the round trip. */
  clockOffsetMs(): Promise<number>;
}
