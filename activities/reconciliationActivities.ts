import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { VenueId } from '../domain/instrument';
import {
  RECONCILIATION_KINDS,
  type ReconciliationKind,
  type ReconciliationReport,
  type ReconciliationSteps,
} from '../domain/reconciliation/report';

export interface ReconciliationActivityDeps {
  readonly venues: readonly VenueId[];
  reconcile(venue: VenueId, kind: ReconciliationKind): Promise<ReconciliationReport>;
}

const Wish = z.object({ kind: z.enum(RECONCILIATION_KINDS), venue: z.string() });
/** A history carries no more of a list than a person reads; the stored report has all of it. */
const SHOWN = 100;

/** Reconciliation as activities. A run may be repeated: facts are counted once and an incident is opened once. */
export const createReconciliationActivities = (deps: ReconciliationActivityDeps): ReconciliationSteps => ({
  venues: () => Promise.resolve([...deps.venues]),
  async reconcile(wish) {
    const { kind, venue } = Wish.parse(wish);
    if (!deps.venues.includes(venue))
      throw ApplicationFailure.create({
        type: 'VenueUnknown',
        message: `operations has no session with ${venue}; it has ${deps.venues.join(', ')}`,
        nonRetryable: true,
      });
    return shortened(await deps.reconcile(venue, kind));
  },
});

const shortened = (report: ReconciliationReport): ReconciliationReport => ({
  ...report,
  differences: report.differences.slice(0, SHOWN),
  healed: report.healed.slice(0, SHOWN),
  unreadable: report.unreadable.slice(0, SHOWN),
  unsettled: report.unsettled.slice(0, SHOWN),
});
