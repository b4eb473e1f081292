/** Task queues of our namespace: each is served by one kind of process. */
export const TASK_QUEUES = {
  /** Trade workflows, their steps and order activities: every `trader`. */
  trades: 'trades',
  /** Shutdown, revival, reports: every `operations`. */
  operations: 'operations',
} as const;
