import { z } from 'zod';
import type { ReconciliationAlarm } from '../execution/reconciliation/ports';
import type { Database } from './database';
import { createIncidents } from './incidents';

const STOP_VENUE = `select stop_venue($1, $2, 'reconciliation') as stopped`;
const stoppedRow = z.object({ stopped: z.boolean() });

/** Incidents and the stop of a venue, each call one commit. */
export function createReconciliationAlarm(database: Pick<Database, 'query'>): ReconciliationAlarm {
  const incidents = createIncidents(database);
  return {
    openIncident: (seen) => incidents.open(seen),
    async stopVenue(venue, reason) {
      const [row] = await database.query({ name: 'stop_venue', text: STOP_VENUE, values: [venue, reason] });
      return stoppedRow.parse(row).stopped;
    },
  };
}
