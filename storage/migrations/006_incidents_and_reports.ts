/** Incidents get an owner, a time line and an end; days get a report. */
export const incidentsAndReports = `
alter table incidents
  add column opened_by text not null default 'journal',
  add column occurrences int not null default 1,
  add column last_seen_at timestamptz not null default now(),
  add column owner text,
  add column acknowledged_at timestamptz,
  add column acknowledged_by text,
  add column closed_by text,
  add column cause text,
  add column resolution text;
update incidents set closed_by = 'unknown', resolution = 'closed before incidents had an end' where closed_at is not null;
alter table incidents add constraint closed_by_somebody check (closed_at is null or (closed_by is not null and resolution is not null));
create index incidents_by_trade on incidents (trade_id) where trade_id is not null;

create table incident_events (
  id bigint generated always as identity primary key,
  incident_id bigint not null references incidents,
  at timestamptz not null default now(),
  kind text not null check (kind in ('opened', 'repeated', 'acknowledged', 'closed')),
  who text not null,
  note text not null,
  details jsonb not null default '{}'
);
create index events_of_incident on incident_events (incident_id, id);
insert into incident_events(incident_id, at, kind, who, note, details) select id, opened_at, 'opened', opened_by, severity, details from incidents;

create table daily_reports (
  mode text not null,
  day date not null,
  time_zone text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  report jsonb not null,
  booked_at timestamptz not null default now(),
  primary key (mode, day)
);

create function report_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'the report of a day is booked once: what arrives later belongs to the day on which it arrives' using errcode = '23514';
end $$;
create trigger daily_report_is_final before update or delete on daily_reports for each row execute function report_is_final();

-- what a day asks for, by time: rows are written in the order of these times, so that a page range finds them
create index ledger_by_time on ledger_entries using brin (at);
create index fills_by_time on fills using brin (recorded_at);
create index trades_by_end on trades using brin (closed_at);
create index steps_by_time on trade_steps using brin (begun_at);
create index steps_taken_over on trade_steps (taken_at) where taken_at is not null;
`;
