-- Banners on all pages between two times.
create table announcements (
  id uuid primary key,
  text text not null check (text <> ''),
  level text not null default 'info' check (level in ('info', 'warning', 'critical')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  dismissible boolean not null default true,
  created_at timestamptz not null default now(),
  constraint announcements_times check (ends_at >= starts_at)
);
alter table announcements enable row level security;
alter table announcements force row level security;
create policy live on announcements for select to igny8_app using (now() >= starts_at and now() < ends_at);
create policy staff on announcements to igny8_staff using (true) with check (true);
grant select on announcements to igny8_app;
grant select, insert, update on announcements to igny8_staff;

-- What is switched on for whom. A row belongs to each flag that the code declares; what has none is off.
create table flags (
  name text primary key,
  id uuid not null unique default gen_random_uuid(),
  about text not null,
  everyone boolean not null default false,
  percentage smallint not null default 0 check (percentage between 0 and 100),
  updated_at timestamptz not null default now()
);
alter table flags enable row level security;
alter table flags force row level security;
create policy everybody on flags for select to igny8_app using (true);
create policy staff on flags to igny8_staff using (true) with check (true);
grant select on flags to igny8_app;
grant select, update on flags to igny8_staff;

-- The accounts for which a flag is on whatever it is for others.
create table flag_accounts (
  account_id uuid not null references accounts on delete cascade,
  flag text not null,
  primary key (account_id, flag)
);
call tenant_table('flag_accounts');
revoke insert, update, delete on flag_accounts from igny8_app;
create policy staff on flag_accounts to igny8_staff using (true) with check (true);
grant select, insert, delete on flag_accounts to igny8_staff;

-- The owner is bound by the policies of the table as well.
alter table flags no force row level security;
insert into flags (name, about, everyone) values
  ('image_generation', 'Starting tasks that make images. Off, people are told that it is paused.', true);
alter table flags force row level security;
