-- What happened to sign-ins, members and tokens. An event of somebody unknown belongs to no account, so this is no tenant's
-- table: an account sees and adds its own events, and nobody who serves changes or removes one.
create table security_events (
  id uuid primary key,
  account uuid references accounts on delete cascade,
  at timestamptz not null default now(),
  kind text not null,
  user_id uuid,
  who text not null,                     -- the address as it was given
  via text not null,
  network text not null,
  device text,
  request_id uuid,
  detail text
);
create index security_events_recent on security_events (account, at desc, id desc);
create index security_events_age on security_events (at);
alter table security_events enable row level security;
alter table security_events force row level security;
create policy own on security_events to igny8_app
  using (account = nullif(current_setting('app.account_id', true), '')::uuid)
  with check (account = nullif(current_setting('app.account_id', true), '')::uuid);
create policy system on security_events to igny8_system using (true) with check (true);
grant select, insert on security_events to igny8_app, igny8_system;

-- Neither log is changed by those who serve: not by rights, and not where somebody gives them the rights by mistake.
create function keeps_what_it_says() returns trigger language plpgsql as $$
begin
  if current_user in ('igny8_app', 'igny8_system') then
    raise exception '% is only added to', tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keeps_what_it_says before update or delete or truncate on security_events
  for each statement execute function keeps_what_it_says();
create trigger keeps_what_it_says before update or delete or truncate on audit_log
  for each statement execute function keeps_what_it_says();
revoke update, delete, truncate on audit_log from igny8_app, igny8_system;

-- The one way out is age: the owner's function removes what is older than 400 days, and nothing else.
do $$ begin
  execute format('create policy past_keeping on security_events to %I using (at < now() - interval ''400 days'')', current_user);
end $$;
create function purge_security_events(most integer) returns bigint language sql security definer set search_path = public as $$
  with gone as (
    delete from security_events where id in (
      select id from security_events where at < now() - interval '400 days' order by at limit most)
    returning 1)
  select count(*) from gone
$$;
revoke execute on function purge_security_events(integer) from public;
grant execute on function purge_security_events(integer) to igny8_system;
