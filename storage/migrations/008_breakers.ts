/** Breakers and what they stop, what they are measured from, what processes tell of the venues, and the rate of orders. */
export const breakers = `
create table breakers (
  mode text not null,
  name text not null,
  scope text not null check (scope in ('global', 'venue', 'strategy', 'pair')),
  key text not null,
  state text not null default 'armed' check (state in ('armed', 'tripped')),
  action text not null,
  value text not null,
  threshold text not null,
  figures jsonb not null default '{}',
  observed_at timestamptz not null default now(),
  tripped_at timestamptz,
  trips int not null default 0,
  -- since when the figure has been under its threshold again; only while tripped
  clear_since timestamptz,
  -- what came before is not counted any more
  counted_from timestamptz not null default '-infinity',
  -- moves with every trip and reset, so that figures of before it decide nothing after it
  revision int not null default 0,
  -- what remains to be done outside the database after a trip
  follow_up text check (follow_up in ('emergency-shutdown', 'unwind')),
  reset_by text,
  reset_reason text,
  reset_at timestamptz,
  primary key (mode, name, scope, key)
);

-- What tripped breakers stop, read by every begin: rows exist only while they stop something.
create table risk_stops (
  mode text not null,
  name text not null,
  scope text not null,
  key text not null,
  stop_scope text not null check (stop_scope in ('global', 'venue', 'strategy', 'pair')),
  stop_key text not null,
  state text not null check (state in ('REDUCING', 'HALTED')),
  primary key (mode, name, scope, key, stop_scope, stop_key),
  foreign key (mode, name, scope, key) references breakers on delete cascade
);

create table result_marks (
  mode text not null,
  account text not null,
  day text not null,
  day_start_usd numeric,
  peak_usd numeric,
  alerted boolean not null default false,
  revision int not null default 0,
  primary key (mode, account)
);

-- Result of closed trades, kept as they close; several rows for one strategy, so that trades which close at once do not queue.
create table realised_results (
  mode text not null,
  strategy text not null,
  shard int not null,
  pnl_usd numeric not null default 0,
  trades bigint not null default 0,
  primary key (mode, strategy, shard)
);
insert into realised_results(mode, strategy, shard, pnl_usd, trades)
select mode, strategy, 0, sum(coalesce(pnl_usd, 0)), count(*) from trades
where closed_at is not null and outcome not in ('needs-operator', 'denied') group by mode, strategy;

create table venue_health (
  mode text not null,
  process text not null,
  venue text not null,
  at timestamptz not null,
  requests int not null,
  errors int not null,
  -- null = works, or not this process's to tell
  down_since timestamptz,
  skew_ms double precision,
  primary key (mode, process, venue)
);

-- How many orders of openings the row has let through since rate_from; a row that is locked anyway counts them.
alter table limits add column rate_lim int, add column rate_per_ms int, add column rate_used int not null default 0,
  add column rate_from timestamptz not null default '-infinity';

-- A reservation is written beside the update of its limit row, in one statement: looking for that row again for each cost a tenth of a begin.
alter table limit_reservations drop constraint limit_reservations_key_fkey;

create index trades_closed on trades (strategy, closed_at desc) where outcome is not null and outcome <> 'denied';
create index trades_left_open on trades (trade_id) where outcome = 'needs-operator';
create index steps_with_orphan on trade_steps (finished_at) where result->'situation'->>'kind' = 'orphan';
create index denied_by_time on trades (opened_at) where denial is not null;
`;
