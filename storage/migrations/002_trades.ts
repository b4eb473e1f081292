/** The journal: instruments, slots, trades, steps, orders, fills, the audit trail. Times from venues are ms since the epoch. */
export const trades = `
create table instruments (
  id text primary key,
  venue text not null,
  symbol text not null,
  venue_symbol text not null,
  kind text not null,
  base text not null,
  quote text not null,
  facts jsonb not null,
  seen_at timestamptz not null default now()
);

create table slots (
  strategy text not null,
  pair_key text not null,
  slot int not null,
  counter bigint not null default 1,
  trade_id text,
  next_open_at timestamptz not null default '-infinity',
  primary key (strategy, pair_key, slot)
);

create table trades (
  trade_id text primary key,
  mode text not null,
  strategy text not null,
  symbol text not null,
  pair_key text not null,
  slot int not null,
  plan jsonb not null,
  epoch int not null,
  state text not null,
  outcome text,
  denial jsonb,
  figures jsonb,
  notional_usd numeric not null,
  pnl_usd numeric,
  tick_to_orders_ms double precision,
  opened_at timestamptz not null default now(),
  closed_at timestamptz
);
create index trades_by_symbol on trades (symbol, opened_at desc);
create index trades_by_time on trades (opened_at desc);
create index trades_open on trades (trade_id) where closed_at is null;

create table trade_steps (
  trade_id text not null references trades,
  step text not null,
  attempt int not null,
  epoch int not null,
  owner text not null,
  begun_at timestamptz not null default now(),
  deadline_at timestamptz not null,
  finished_at timestamptz,
  result jsonb,
  primary key (trade_id, step, attempt)
);
create index steps_unfinished on trade_steps (deadline_at) where result is null;

create table orders (
  client_order_id text primary key,
  trade_id text not null references trades,
  leg int not null,
  step text not null,
  attempt int not null,
  role text not null check (role in ('order', 'complete', 'reverse')),
  mode text not null,
  venue text not null,
  account text not null default 'main',
  instrument_id text not null references instruments,
  side text not null check (side in ('buy', 'sell')),
  qty numeric not null,
  limit_price numeric not null,
  time_in_force text not null,
  reduce_only boolean not null,
  final_after_ms bigint not null,
  state text not null default 'intended',
  final boolean not null default false,
  venue_order_id text,
  filled_qty numeric not null default 0,
  note text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index orders_of_trade on orders (trade_id);
create index orders_not_final on orders (trade_id) where not final;

create table fills (
  venue text not null,
  account text not null default 'main',
  instrument_id text not null references instruments,
  venue_order_id text not null,
  venue_trade_id text not null,
  client_order_id text not null,
  trade_id text,
  leg int,
  mode text not null,
  side text not null,
  price numeric not null,
  qty numeric not null,
  fee numeric not null,
  fee_asset text not null,
  liquidity text not null,
  exchange_time_ms bigint not null,
  recorded_at timestamptz not null default now(),
  primary key (venue, account, instrument_id, venue_order_id, venue_trade_id)
);
create index fills_of_trade on fills (trade_id);
create index fills_of_order on fills (client_order_id);

create table trade_events (
  trade_id text not null,
  seq int not null,
  from_state text not null,
  to_state text not null,
  cause text not null,
  at_ms bigint not null,
  figures jsonb not null,
  primary key (trade_id, seq)
);

create table discovery_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  mode text not null,
  strategy text not null,
  symbol text not null,
  pair_key text not null,
  status text not null,
  reason text,
  figures jsonb not null,
  net_bps numeric,
  gross_bps numeric,
  seen int not null default 1
);
create index discovery_by_symbol on discovery_log (symbol, at desc);
create index discovery_by_time on discovery_log using brin (at);
`;
