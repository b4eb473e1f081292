/** Standing opportunities as they were seen from first to last, traded or not. */
export const opportunities = `
create table opportunities (
  id text primary key,
  mode text not null,
  strategy text not null,
  symbol text not null,
  pair_key text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  best_net_bps numeric not null,
  updates int not null
);
create index opportunities_by_symbol on opportunities (symbol, first_seen desc);
`;
