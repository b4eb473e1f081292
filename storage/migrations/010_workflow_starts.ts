/** When it was known of a trade that its workflow runs; an open trade without it is the outbox's work. */
export const workflowStarts = `
alter table trades add column workflow_started_at timestamptz;
create index trades_without_workflow on trades (opened_at) where workflow_started_at is null and closed_at is null;
`;
