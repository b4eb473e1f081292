import { RECONCILIATION_WORKFLOW } from '../workflows/messages';
import type { WantedSchedule } from './ensureSchedules';

const MINUTE_MS = 60_000;

/** Positions and balances each minute, everything each quarter of an hour; a run that is due while the last one goes on is left out. */
export const RECONCILIATION_SCHEDULES: readonly WantedSchedule[] = [
  {
    ...common(),
    id: 'reconcile-balances',
    args: [{ kind: 'balances' }],
    times: { kind: 'interval', everyMs: MINUTE_MS },
    summary: 'compares positions and balances of all venues with the books',
  },
  {
    ...common(),
    id: 'reconcile-full',
    args: [{ kind: 'full' }],
    // not at the same moment as the minute's run
    times: { kind: 'interval', everyMs: 15 * MINUTE_MS, offsetMs: MINUTE_MS / 2 },
    summary: 'compares orders, fills, balances and the ledger of all venues with the books',
  },
];

/** A run that was missed is worth nothing once the next one is due. */
function common() {
  return {
    workflow: RECONCILIATION_WORKFLOW,
    timeZone: 'UTC',
    overlap: 'SKIP',
    catchupWindowMs: MINUTE_MS,
  } as const;
}
