/** What each reconciliation found, and what it needs to ask the books quickly. */
export const reconciliation = `
create table reconciliation_runs (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('balances', 'full', 'start-up')),
  venue text not null,
  mode text not null,
  at timestamptz not null,
  duration_ms int not null,
  readings int not null,
  outcome text not null check (outcome in ('clean', 'healed', 'differs', 'unreadable', 'unsettled', 'unopened')),
  differences jsonb not null,
  healed jsonb not null,
  unreadable jsonb not null,
  unsettled jsonb not null,
  fills_compared_to_ms bigint
);
create index reconciliation_runs_by_venue on reconciliation_runs (mode, venue, id desc);
create index reconciliation_runs_whole on reconciliation_runs (mode, venue, fills_compared_to_ms desc) where fills_compared_to_ms is not null;
create index reconciliation_runs_by_time on reconciliation_runs (at) where kind = 'balances';

create index fills_by_venue_time on fills (venue, exchange_time_ms);
create index ledger_openings on ledger_entries (mode, venue) where kind = 'opening';
`;
