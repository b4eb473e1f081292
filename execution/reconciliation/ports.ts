import type { Irregularity } from '../../domain/incident';
import type { Instrument, VenueId } from '../../domain/instrument';
import type { Mode } from '../../domain/mode';
import type { Difference } from '../../domain/reconciliation/difference';
import type { VenueBooks } from '../../domain/reconciliation/readings';
import type { ReconciliationReport } from '../../domain/reconciliation/report';
import type { Clock } from '../../runtime/clock';
import type { Logger } from '../../runtime/logger';
import type { AccountReader } from '../../venues/accountReader';
import type { OrderGateway } from '../../venues/orderGateway';
import type { Journal } from '../journal';

export interface BooksQuestion {
  readonly mode: Mode;
  readonly venue: VenueId;
  /** Venue time, ms: earlier fills are left out. */
  readonly fillsSinceMs: number;
  /** Orders to tell of although they are final. */
  readonly clientOrderIds: readonly string[];
}

/** What the books say, each answer from one snapshot. */
export interface ReconciliationBooks {
  read(question: BooksQuestion): Promise<VenueBooks>;
  /** In what the books contradict themselves, as far as it is about this venue or about none. */
  faults(venue: VenueId): Promise<Difference[]>;
  /** Venue time up to which a whole run has compared the fills; `undefined` before the first one. */
  fillsComparedToMs(mode: Mode, venue: VenueId): Promise<number | undefined>;
  save(report: ReconciliationReport): Promise<void>;
}

export interface ReconciliationAlarm {
  /** Opens an incident, or counts one more occurrence of the open one. */
  openIncident(seen: Irregularity): Promise<unknown>;
  /** Denies new risk on the venue, unless somebody holds it already; true where this call stopped it. */
  stopVenue(venue: VenueId, reason: string): Promise<boolean>;
}

export interface ReconciliationSettings {
  /** What a quote currency may differ by. */
  readonly quoteDust: string;
}

/** Everything that reconciling one venue needs; the same for a trader, for operations and for tests. */
export interface ReconciliationDeps {
  readonly mode: Mode;
  readonly venue: VenueId;
  readonly instruments: readonly Instrument[];
  readonly gateway: OrderGateway;
  readonly account: AccountReader;
  readonly books: ReconciliationBooks;
  readonly journal: Pick<Journal, 'recordFacts'>;
  readonly alarm: ReconciliationAlarm;
  readonly settings: ReconciliationSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sleep: (ms: number) => Promise<void>;
}
