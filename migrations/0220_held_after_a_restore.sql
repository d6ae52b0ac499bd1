-- A restored database does not know what went out after the moment that it was restored to: mails, webhooks, posts. Whoever restores it
-- writes the setting igny8.restored, a name of that restore, and nothing of the kind goes out until a person has said go.
create table restores (
  name text primary key check (name <> ''),
  released_at timestamptz not null default now()
);
alter table restores enable row level security;
alter table restores force row level security;
create policy system on restores to igny8_system using (true) with check (true);
grant select, insert on restores to igny8_system;

-- The restore that nobody has said go to yet; null where there is none.
create function held_since_restore() returns text language sql stable as $$
  select named.restore from (select nullif(current_setting('igny8.restored', true), '') as restore) named
  where named.restore is not null and not exists (select from restores r where r.name = named.restore)
$$;
revoke execute on function held_since_restore() from public;
grant execute on function held_since_restore() to igny8_system;
