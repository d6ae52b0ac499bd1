-- The platform's own people: their role in the database, who they are, what they did, and the accounts that they have stopped.

-- igny8_staff sees across accounts what the staff area shows. It is taken with `set local role`, and by nothing but a transaction
-- that a grant of the staff opens. It owns nothing and has no BYPASSRLS: each table that it may read has a policy for it.
do $$
begin
  begin
    if not exists (select from pg_roles where rolname = 'igny8_staff') then
      create role igny8_staff nologin noinherit;
    end if;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    if not pg_has_role('igny8_app', 'igny8_staff', 'member') then
      grant igny8_staff to igny8_app;
    end if;
    if not pg_has_role(current_user, 'igny8_staff', 'member') then
      execute format('grant igny8_staff to %I', current_user);
    end if;
  exception when unique_violation or duplicate_object then null;
  end;
end $$;
grant usage on schema public to igny8_staff;

-- Who is of the staff. The command line alone changes it.
create table staff_members (
  user_id uuid primary key references users on delete cascade,
  granted_at timestamptz not null default now()
);
alter table staff_members enable row level security;
alter table staff_members force row level security;
create policy system on staff_members to igny8_system using (true) with check (true);
create policy staff on staff_members for select to igny8_staff using (true);
grant select, insert, delete on staff_members to igny8_system;
grant select on staff_members to igny8_staff;

-- Accounts that may be read and nothing more, with the reason that their members see.
create table suspensions (
  account uuid primary key references accounts on delete cascade,
  reason text not null check (reason <> ''),
  suspended_at timestamptz not null default now()
);
alter table suspensions enable row level security;
alter table suspensions force row level security;
create policy own on suspensions for select to igny8_app
  using (account = nullif(current_setting('app.account_id', true), '')::uuid);
create policy system on suspensions for select to igny8_system using (true);
create policy staff on suspensions to igny8_staff using (true) with check (true);
grant select on suspensions to igny8_app, igny8_system;
grant select, insert, delete on suspensions to igny8_staff;

-- What the staff did, and what operators did to who is of the staff. Accounts and people that are gone stay in it by their names.
create table staff_audit (
  id uuid primary key,
  at timestamptz not null default now(),
  staff uuid,                            -- who did it; null for an operator
  who text not null,                     -- their address then
  action text not null,
  resource text,                         -- the path of what it was done to
  name text,                             -- what that was called then
  targets uuid[] not null default '{}',
  account uuid,                          -- the account that it is about, where it is one
  detail text,                           -- why
  form text,                             -- the key of the form: what arrives twice is done once
  network text,
  request_id uuid
);
create index staff_audit_at on staff_audit (at desc);
create unique index staff_audit_form on staff_audit (staff, form) where form is not null;
alter table staff_audit enable row level security;
alter table staff_audit force row level security;
create policy staff_reads on staff_audit for select to igny8_staff using (true);
-- Nobody writes under another's name.
create policy staff_adds on staff_audit for insert to igny8_staff
  with check (staff = nullif(current_setting('app.staff_id', true), '')::uuid);
create policy system on staff_audit for insert to igny8_system with check (true);
grant select, insert on staff_audit to igny8_staff;
grant insert on staff_audit to igny8_system;

-- No log is changed by those who serve.
create or replace function keeps_what_it_says() returns trigger language plpgsql as $$
begin
  if current_user in ('igny8_app', 'igny8_system', 'igny8_staff') then
    raise exception '% is only added to', tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keeps_what_it_says before update or delete or truncate on staff_audit
  for each statement execute function keeps_what_it_says();

-- What the staff sees of accounts and people. No password, no key, no text that an account works on.
do $$
declare name text;
begin
  foreach name in array array['accounts', 'users', 'memberships', 'sessions', 'two_factor', 'credit_balances', 'credit_entries',
      'subscriptions', 'plans', 'ai_tasks', 'ai_calls', 'security_events', 'audit_log'] loop
    execute format('create policy staff_reads on %I for select to igny8_staff using (true)', name);
  end loop;
end $$;
grant select (id, name, created_at) on accounts to igny8_staff;
grant select (id, email, name, created_at) on users to igny8_staff;
grant select (account_id, id, user_id, role, created_at, deleted_in) on memberships to igny8_staff;
grant select on members, account_plans to igny8_staff;
grant select (id, user_id, current_account, rotated_at, created_at, expires_at, revoked_at) on sessions to igny8_staff;
grant select (user_id, confirmed_at) on two_factor to igny8_staff;
grant select on credit_balances, credit_entries, plans to igny8_staff;
grant select (account_id, plan, status, grace_until) on subscriptions to igny8_staff;
grant select (account_id, id, function, queue, status, message, error, credits, round, attempt, worker, lease_until, run_at,
  dispatched_at, parent_id, children, created_at, started_at, finished_at) on ai_tasks to igny8_staff;
grant select (account_id, id, provider, model, status, cost, latency_ms, created_at) on ai_calls to igny8_staff;
grant select (id, account, at, kind, user_id) on security_events to igny8_staff;
grant select (account_id, id, at) on audit_log to igny8_staff;

-- What the staff does to them: gives and takes credits, ends sign-ins.
create policy staff_adds on credit_balances for insert to igny8_staff with check (true);
create policy staff_changes on credit_balances for update to igny8_staff using (true) with check (true);
create policy staff_adds on credit_entries for insert to igny8_staff with check (kind in ('grant', 'adjust') and task_id is null);
grant insert, update on credit_balances to igny8_staff;
grant insert on credit_entries to igny8_staff;
create policy staff_ends on sessions for update to igny8_staff using (true) with check (revoked_at is not null);
grant update (revoked_at) on sessions to igny8_staff;
