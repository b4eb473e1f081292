/** Who this installation is, what people have switched, and what they did. */
export const settingsAndControls = `
create table installation (
  only_row boolean primary key default true check (only_row),
  id uuid not null default gen_random_uuid(),
  created_at timestamptz not null default now()
);
insert into installation default values;

create table settings (
  key text primary key,
  value text not null,
  set_by text not null,
  set_at timestamptz not null default now()
);
insert into settings(key, value, set_by) values ('trading_mode', 'PAPER', 'installation');

create table controls (
  scope text not null check (scope in ('global', 'strategy', 'venue', 'trade')),
  key text not null,
  state text not null check (state in ('running', 'paused', 'killed', 'shutdown')),
  reason text not null,
  set_by text not null,
  set_at timestamptz not null default now(),
  primary key (scope, key)
);

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  who text not null,
  action text not null,
  details jsonb not null
);

create table incidents (
  id bigint generated always as identity primary key,
  opened_at timestamptz not null default now(),
  severity text not null check (severity in ('info', 'warning', 'critical')),
  kind text not null,
  trade_id text,
  venue text,
  details jsonb not null default '{}',
  closed_at timestamptz
);
create unique index one_open_incident on incidents (kind, coalesce(trade_id, ''), coalesce(venue, '')) where closed_at is null;

create table heartbeats (
  process text primary key,
  at timestamptz not null default now()
);
`;
