/** Emergency shutdowns: who asked, who drives it now, and what came of it. At most one is under way. */
export const emergencyShutdowns = `
create table emergency_shutdowns (
  id bigint generated always as identity primary key,
  reason text not null,
  flatten boolean not null,
  requested_by text not null,
  requested_at timestamptz not null default clock_timestamp(),
  driven_by text,
  driven_at timestamptz,
  report jsonb,
  ended_at timestamptz
);
create unique index one_shutdown_at_a_time on emergency_shutdowns ((true)) where ended_at is null;
`;
