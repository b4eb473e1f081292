import type { Instrument, VenueId } from '../domain/instrument';
import type { Opportunity } from '../domain/opportunity';
import type { VenueEndpoints } from '../venues/venueAdapter';
import type { FreeBalance } from './balances';
import type { Discovery } from './discoveryLog';
import type { Episode } from './episodes';
import type { DetectionSettings } from './settings';
import type { StreamHealthReport } from './streamHealth';

/** An instrument and its place in the shared region. */
export interface ShardInstrument {
  readonly sharedIndex: number;
  readonly instrument: Instrument;
}

/** All that a shard thread is started with. */
export interface ShardTask {
  readonly instruments: readonly ShardInstrument[];
  readonly endpoints: Readonly<Record<VenueId, VenueEndpoints>>;
  readonly settings: DetectionSettings;
  readonly books: SharedArrayBuffer;
}

export type ToShard =
  { readonly kind: 'balances'; readonly balances: readonly FreeBalance[] } | { readonly kind: 'stop' };

export interface PairSpread {
  readonly pairKey: string;
  readonly count: number;
  readonly currentBps: number;
  readonly meanBps: number;
  readonly sdBps: number;
  readonly minBps: number;
  readonly maxBps: number;
  readonly zScore: number;
}

interface InstrumentHealth extends StreamHealthReport {
  readonly instrumentId: string;
  /** Quote value of the trades of the last minute. */
  readonly tradedLastMinute: number;
}

export interface ShardReport {
  readonly streams: readonly InstrumentHealth[];
  readonly spreads: readonly PairSpread[];
  /** Opportunities that ended since the last report. */
  readonly endedEpisodes: readonly Episode[];
  readonly badMessages: number;
  /** 99th percentile of the thread's event loop delay since the last report: how far it falls behind. */
  readonly lagMs: number;
}

export type FromShard =
  | { readonly kind: 'opportunity'; readonly opportunity: Opportunity }
  | { readonly kind: 'discoveries'; readonly discoveries: readonly Discovery[] }
  | { readonly kind: 'report'; readonly report: ShardReport };
