-- Staff who see and work in an account for a while, in the name of one of its members.
create table impersonations (
  id uuid primary key,
  staff uuid not null references staff_members on delete cascade,  -- who loses the right loses this with it
  session uuid not null references sessions on delete cascade,
  account uuid not null references accounts on delete cascade,
  member uuid not null references users on delete cascade,         -- for whom: an owner of the account
  reason text not null check (reason <> ''),
  started_at timestamptz not null default now(),
  ends_at timestamptz not null default now() + interval '30 minutes',
  ended_at timestamptz,
  check (ends_at <= started_at + interval '30 minutes')
);
-- One at a time.
create unique index impersonations_open on impersonations (session) where ended_at is null;
create index impersonations_account on impersonations (account);
create index impersonations_staff on impersonations (staff);
alter table impersonations enable row level security;
alter table impersonations force row level security;
create policy system on impersonations to igny8_system using (true) with check (true);
create policy staff_reads on impersonations for select to igny8_staff using (true);
create policy staff_adds on impersonations for insert to igny8_staff
  with check (staff = nullif(current_setting('app.staff_id', true), '')::uuid);
create policy staff_ends on impersonations for update to igny8_staff
  using (staff = nullif(current_setting('app.staff_id', true), '')::uuid) with check (ended_at is not null);
grant select, insert on impersonations to igny8_staff;
grant select on impersonations to igny8_system;
grant update (ended_at) on impersonations to igny8_staff, igny8_system;

-- The account reads in its own log who of the staff did something in a member's name.
alter table audit_log add column staff text;
create policy staff_adds on audit_log for insert to igny8_staff with check (via = 'staff' and staff is not null);
grant insert on audit_log to igny8_staff;
