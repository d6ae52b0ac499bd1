-- How often an account's tables have changed, so that the count of a list can be kept until one of them does.

-- Each database process counts in a row of its own: transactions never wait for each other here. The sum over an account's rows
-- grows with every change that becomes visible, and with nothing else; the scheduler merges rows without changing it.
create table table_changes (
  account_id uuid not null references accounts on delete cascade,
  of_table text not null,
  writer integer not null,                 -- pg_backend_pid(); 0 for what is merged
  changes bigint not null,
  primary key (account_id, of_table, writer)
) with (fillfactor = 50);
call tenant_table('table_changes', for_system => true);

create function note_change() returns trigger language plpgsql as $$
begin
  insert into table_changes as t (account_id, of_table, writer, changes)
  select c.account_id, tg_table_name, pg_backend_pid(), 1
  from (select distinct account_id from changed) c
  -- Rows that go with their whole account leave nothing behind.
  where tg_op <> 'DELETE' or exists (select from accounts a where a.id = c.account_id)
  on conflict (account_id, of_table, writer) do update set changes = t.changes + 1;
  return null;
end $$;

-- Has every statement on a table noted. Lists whose counts are kept read only such tables.
create procedure note_changes(of_table regclass) language plpgsql as $$
begin
  execute format('create trigger noted_insert after insert on %s referencing new table as changed '
    'for each statement execute function note_change()', of_table);
  execute format('create trigger noted_update after update on %s referencing new table as changed '
    'for each statement execute function note_change()', of_table);
  execute format('create trigger noted_delete after delete on %s referencing old table as changed '
    'for each statement execute function note_change()', of_table);
end $$;
call note_changes('keywords');
call note_changes('clusters');
call note_changes('sectors');
call note_changes('sites');
