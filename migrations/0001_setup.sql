-- Roles and the one way to make a tenant table.
--
-- igny8_app    serves: no owner, no BYPASSRLS; sees only rows of the account in `app.account_id`.
-- igny8_system works across accounts (sign-in, job dispatch, scheduler); taken with `set local role` only.
-- Roles belong to the whole server, so another database may have made them already, even at this moment.
do $$
declare role_name text;
begin
  foreach role_name in array array['igny8_app', 'igny8_system'] loop
    begin
      if not exists (select from pg_roles where rolname = role_name) then
        execute format('create role %I nologin noinherit', role_name);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
  -- The serving login and the owner change into these roles; NOINHERIT keeps their rights apart until they do.
  begin
    if not pg_has_role('igny8_app', 'igny8_system', 'member') then
      grant igny8_system to igny8_app;
    end if;
    if not pg_has_role(current_user, 'igny8_app', 'member') then
      execute format('grant igny8_app to %I', current_user);
      execute format('grant igny8_system to %I', current_user);
    end if;
  exception when unique_violation or duplicate_object then null;
  end;
end $$;

grant usage on schema public to igny8_app, igny8_system;

-- Makes a table a tenant's: forced row-level security with one policy on `account_id`.
-- The setting reads '' after a transaction that set it, hence nullif. `for_system` opens it to work across accounts.
create procedure tenant_table(name regclass, for_system boolean default false)
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format(
    'create policy tenant on %s to igny8_app '
    'using (account_id = nullif(current_setting(''app.account_id'', true), '''')::uuid) '
    'with check (account_id = nullif(current_setting(''app.account_id'', true), '''')::uuid)', name);
  execute format('grant select, insert, update, delete on %s to igny8_app', name);
  if for_system then
    execute format('create policy system on %s to igny8_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %s to igny8_system', name);
  end if;
end $$;
