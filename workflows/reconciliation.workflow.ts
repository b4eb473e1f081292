import { proxyActivities } from '@temporalio/workflow';
import type {
  ReconciliationReport,
  ReconciliationRequest,
  ReconciliationSteps,
} from '../domain/reconciliation/report';

/** The schedule comes again by itself, so a run is given up soon; what it found until then is stored. */
const steps = proxyActivities<ReconciliationSteps>({
  startToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5s', maximumAttempts: 3 },
});

/** Compares books and venues, each venue by itself; without `venues` all that operations has a session with. */
export async function reconciliation({
  kind,
  venues,
}: ReconciliationRequest): Promise<ReconciliationReport[]> {
  const wanted = venues ?? (await steps.venues());
  return Promise.all(wanted.map((venue) => steps.reconcile({ kind, venue })));
}
