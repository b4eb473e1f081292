/** The switch that stops every request which changes anything at a venue; one row, so that every begin finds it. */
export const freeze = `
create table freeze_switch (
  only_row boolean primary key default true check (only_row),
  frozen boolean not null default false,
  version bigint not null default 0,
  reason text not null default '',
  set_by text not null default 'installation',
  set_at timestamptz not null default now(),
  paged_at timestamptz
);
insert into freeze_switch default values;
`;
