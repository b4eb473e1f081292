/** Capital and limits as rows that begin locks, and the double-entry ledger that they are kept in step with. */
export const ledger = `
create table account_balances (
  mode text not null,
  venue text not null,
  account text not null,
  asset text not null,
  balance numeric not null default 0,
  reserved numeric not null default 0 check (reserved >= 0),
  primary key (mode, venue, account, asset)
);

create table reservations (
  trade_id text not null references trades,
  mode text not null,
  venue text not null,
  account text not null default 'main',
  asset text not null,
  amount numeric not null check (amount >= 0),
  primary key (trade_id, venue, account, asset)
);

create table limits (
  key text primary key,
  used numeric not null default 0 check (used >= 0),
  lim numeric not null,
  refreshed_at timestamptz not null default now()
);

create table limit_reservations (
  trade_id text not null references trades,
  key text not null references limits,
  amount numeric not null,
  primary key (trade_id, key)
);

create table ledger_entries (
  id bigint generated always as identity primary key,
  set_id text not null,
  line int not null,
  at timestamptz not null default now(),
  mode text not null,
  kind text not null,
  account text not null,
  venue text,
  trade_id text,
  asset text not null,
  amount numeric not null,
  unique (set_id, line)
);
create index ledger_by_account on ledger_entries (mode, account, asset);
create index ledger_by_trade on ledger_entries (trade_id) where trade_id is not null;

create function ledger_set_is_balanced() returns trigger language plpgsql as $$
begin
  if exists (select 1 from ledger_entries where set_id = new.set_id group by asset having sum(amount) <> 0) then
    raise exception 'posting set % does not sum to zero per asset', new.set_id using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger ledger_balanced after insert on ledger_entries
  deferrable initially deferred for each row execute function ledger_set_is_balanced();

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: post a correcting set' using errcode = '23514';
end $$;
create trigger ledger_append_only before update or delete on ledger_entries
  for each row execute function ledger_is_append_only();

-- One line of a posting set; the venue accounts move their running balance with it.
create function post_line(p_set text, p_line int, p_mode text, p_kind text, p_account text, p_venue text, p_trade text, p_asset text, p_amount numeric)
returns void language plpgsql as $$
begin
  if p_amount = 0 then return; end if;
  insert into ledger_entries(set_id, line, mode, kind, account, venue, trade_id, asset, amount)
  values (p_set, p_line, p_mode, p_kind, p_account, p_venue, p_trade, p_asset, p_amount);
  if p_account = 'venue:' || p_venue || ':main' then
    insert into account_balances(mode, venue, account, asset, balance) values (p_mode, p_venue, 'main', p_asset, p_amount)
    on conflict (mode, venue, account, asset) do update set balance = account_balances.balance + excluded.balance;
  end if;
end $$;
`;
