import { z } from 'zod';
import type { ReconciliationAlarm } from '../execution/reconciliation/ports';
import type { Database } from './database';
import { createIncidents } from './incidents';
import { answerOf } from './storedFunctions';

/** Incidents and the stop of a venue, each call one commit. */
export function createReconciliationAlarm(database: Pick<Database, 'query'>): ReconciliationAlarm {
  const incidents = createIncidents(database);
  return {
    openIncident: (seen) => incidents.open(seen),
    async stopVenue(venue, reason) {
      return z.boolean().parse(await answerOf(database, 'stop_venue', venue, reason, 'reconciliation'));
    },
  };
}
