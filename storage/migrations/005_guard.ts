/** Who guards, who trades, and which open trades are exposed while no step of theirs is under way. */
export const guard = `
-- The one guard that may act; \`active_since\` starts anew with each holder and after each gap.
create table guard_lease (
  only_row boolean primary key default true check (only_row),
  holder text not null,
  active_since timestamptz not null,
  expires_at timestamptz not null
);

-- A trader that no guard has a socket to is alive while its row is fresh.
create table trader_leases (
  owner text primary key,
  expires_at timestamptz not null
);

-- An orphan, or a fill that came outside a step and may be one, since when.
create table trade_exposures (
  trade_id text primary key references trades,
  since timestamptz not null
);

alter table trade_steps add column taken_from text, add column taken_at timestamptz, add column taken_because text;
`;
