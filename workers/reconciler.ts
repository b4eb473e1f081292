import { setTimeout as sleep } from 'node:timers/promises';
import type { VenueId } from '../domain/instrument';
import type { ReconciliationKind, ReconciliationReport } from '../domain/reconciliation/report';
import { reconcileVenue } from '../execution/reconciliation/reconcileVenue';
import { createReconciliationAlarm } from '../storage/reconciliationAlarm';
import { createReconciliationBooks } from '../storage/reconciliationBooks';
import type { ProcessContext } from './processContext';
import type { VenueSessions } from './venueSessions';

/** Reconciles one venue over the sessions of this process; the same function at the start of a trader and on the schedules of operations. */
export function createReconciler(
  { config, database, journal, clock, logger }: ProcessContext,
  sessions: VenueSessions,
): (venue: VenueId, kind: ReconciliationKind) => Promise<ReconciliationReport> {
  const books = createReconciliationBooks(database);
  const alarm = createReconciliationAlarm(database);
  const { mode, reconciliation: settings } = config;
  return (venue, kind) => {
    const { gateway, account, instruments } = sessions.of(venue);
    const session = { mode, venue, instruments, gateway, account };
    return reconcileVenue({ ...session, books, journal, alarm, settings, clock, logger, sleep }, kind);
  };
}
