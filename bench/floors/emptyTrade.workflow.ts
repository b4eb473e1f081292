import { proxyLocalActivities } from '@temporalio/workflow';
import type { EmptyActivities } from './eagerStart';

const { touch } = proxyLocalActivities<EmptyActivities>({
  scheduleToCloseTimeout: '2s',
  retry: { maximumAttempts: 1 },
});

/** The least that a durable trade can be: one local activity that does nothing. */
export async function emptyTrade(): Promise<void> {
  await touch();
}

/** A workflow with nothing in it: what the server alone costs. */
export async function emptyWorkflow(): Promise<void> {
  await Promise.resolve();
}
