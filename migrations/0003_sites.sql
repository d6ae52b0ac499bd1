-- Sites and their sectors.

create table sites (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null,
  domain text,
  language text not null default 'en',
  country text check (country ~ '^[A-Z]{2}$'),
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index sites_name on sites (account_id, lower(name)) where deleted_in is null;
call tenant_table('sites');

create table sectors (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  site_id uuid not null,
  name text not null,
  description text,
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, site_id) references sites on delete cascade,
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index sectors_name on sectors (account_id, site_id, lower(name)) where deleted_in is null;
call tenant_table('sectors');
