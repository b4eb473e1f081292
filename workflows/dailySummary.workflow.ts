import { proxyActivities } from '@temporalio/workflow';
import type { DailySummarySteps } from '../domain/dailyReport';

/** Retried without end: the day is booked when the database is back. */
const { bookNextDay } = proxyActivities<DailySummarySteps>({
  startToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Books every day that is over and not booked, one commit each; a run after a missed one makes up for it. */
export async function dailySummary(): Promise<{ readonly booked: readonly string[] }> {
  const booked: string[] = [];
  for (;;) {
    const answer = await bookNextDay();
    if (answer.kind === 'upToDate') return { booked };
    booked.push(answer.day);
  }
}
