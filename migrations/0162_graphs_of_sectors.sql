-- How closely keywords of a sector are to be grouped, where somebody adjusted it, and who is near whom, so that the sector is cut
-- again without searching that anew.
create table sector_cuts (
  account_id uuid not null,
  sector_id uuid not null,
  narrowness smallint check (narrowness between 0 and 100),   -- null: as the account has it
  graph bytea,                           -- clustering::Landscape::to_bytes; what does not fit the keywords any more is made anew
  kept_at timestamptz not null default now(),
  primary key (account_id, sector_id),
  foreign key (account_id, sector_id) references sectors on delete cascade
);
-- Near the limit of what is kept, bytes that do not compress would only cost time.
alter table sector_cuts alter column graph set storage external;
call tenant_table('sector_cuts');
call site_table('sector_cuts', 'sector_id = any (array(select s.id from sectors s))');
