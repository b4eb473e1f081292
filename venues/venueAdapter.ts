import type { Instrument, VenueId } from '../domain/instrument';
import type { AccountReader } from './accountReader';
import type { CreateMarketFeed } from './marketFeed';
import type { OrderGateway } from './orderGateway';
import type { CreatePrivateStream } from './privateStream';
import type { AuthenticatedVenueDeps, VenueDeps } from './venueDeps';

export type { AuthenticatedVenueDeps, VenueCredentials, VenueDeps, VenueEndpoints } from './venueDeps';

/** What a venue folder exports. A new venue is one folder with the same file names, and one line in `venues/registry.ts`. */
export interface VenueAdapter {
  readonly venue: VenueId;
  /** Reads markets and filters of the wanted symbols; symbols that the venue does not list are left out. */
  loadInstruments(deps: VenueDeps, symbols: readonly string[]): Promise<Instrument[]>;
  readonly createMarketFeed: CreateMarketFeed;
  createOrderGateway(deps: AuthenticatedVenueDeps): OrderGateway;
  createAccountReader(deps: AuthenticatedVenueDeps): AccountReader;
  readonly createPrivateStream: CreatePrivateStream;
}
