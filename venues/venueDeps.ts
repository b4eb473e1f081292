import type { Instrument } from '../domain/instrument';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { FreezeState } from './freezeState';
import type { OrderEvents } from './orderEvents';
import type { VenueMeter } from './venueMeter';

/** Where a venue is reached; plain `http`/`ws` is allowed to loopback alone. */
export interface VenueEndpoints {
  /** `http://127.0.0.1:9101`, without a trailing slash. */
  readonly restUrl: string;
  /** Base of the public socket, without the path that the venue's client adds. */
  readonly publicWsUrl: string;
  /** Base of the private socket, without the path. */
  readonly privateWsUrl: string;
}

/** Keys of one process role at one venue. Values are never logged. */
export interface VenueCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface VenueDeps {
  readonly endpoints: VenueEndpoints;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface AuthenticatedVenueDeps extends VenueDeps {
  readonly credentials: VenueCredentials;
  readonly instruments: readonly Instrument[];
  /** Share of the venue's request budget that this process may use, 0..1. */
  readonly budgetFraction: number;
  /** The account's request limits as a multiple of the published ones; 1 where left out. */
  readonly limitScale?: number;
  /** Asked last thing before the bytes of any request leave that changes anything at the venue. */
  readonly freeze: FreezeState;
  /** Private order events, where the caller has them: a venue that acknowledges before it matches then needs no polling. */
  readonly orderEvents?: OrderEvents;
  /** Counts what the venue answers, for the breakers. */
  readonly meter?: VenueMeter;
}
