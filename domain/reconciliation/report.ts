import type { VenueId } from '../instrument';
import type { Mode } from '../mode';
import type { DifferenceKind } from './difference';

/** `balances`: positions and balances. `full`: orders, fills and the ledger too. `start-up` is a full one by a trader before it opens. */
export const RECONCILIATION_KINDS = ['balances', 'full', 'start-up'] as const;
export type ReconciliationKind = (typeof RECONCILIATION_KINDS)[number];

/** A difference as a report keeps it. */
export interface ReportedDifference {
  readonly kind: DifferenceKind;
  readonly subject: string;
  readonly ours?: string;
  readonly theirs?: string;
  readonly aboveDust: boolean;
}

/** `unsettled`: readings were not quiet enough to say; the next run looks again. */
export type ReconciliationOutcome = 'clean' | 'healed' | 'differs' | 'unreadable' | 'unsettled' | 'unopened';

/** A part of a reading, one of `PARTS`, that the venue did not tell. */
export interface UnreadablePart {
  readonly part: string;
  readonly cause: string;
}

/** What one run found on one venue. */
export interface ReconciliationReport {
  readonly kind: ReconciliationKind;
  readonly venue: VenueId;
  readonly mode: Mode;
  readonly atMs: number;
  readonly durationMs: number;
  readonly readings: number;
  readonly outcome: ReconciliationOutcome;
  /** Stand after the run. */
  readonly differences: readonly ReportedDifference[];
  /** Put right by a rule. */
  readonly healed: readonly ReportedDifference[];
  readonly unreadable: readonly UnreadablePart[];
  /** Subjects that were suspected or moving to the end: nothing is claimed of them. */
  readonly unsettled: readonly string[];
  /** Venue time up to which every fill was compared; only where a whole run could be read. */
  readonly fillsComparedToMs?: number;
}

export interface ReconciliationRequest {
  readonly kind: ReconciliationKind;
  /** Absent = every venue. */
  readonly venues?: readonly VenueId[];
}

/** Outside effects of a scheduled reconciliation; each may run twice. */
export interface ReconciliationSteps {
  /** Venues that operations has a session with. */
  venues(): Promise<VenueId[]>;
  reconcile(wish: {
    readonly kind: ReconciliationKind;
    readonly venue: VenueId;
  }): Promise<ReconciliationReport>;
}

/** True where a trader may begin to open on the venue: everything was read, and begin denies where what differs has stopped the venue. */
export const mayOpen = ({ outcome, unreadable, unsettled }: ReconciliationReport): boolean =>
  outcome !== 'unopened' && unreadable.length === 0 && unsettled.length === 0;
