-- Files in the storage that are to be deleted. The database cannot delete them with its rows, so a note is made in the same
-- transaction, and the scheduler deletes what is due, again and again until it is gone. A file that is about to be written is
-- noted first, so that one whose row was never saved goes, too.

create table object_deletions (
  account_id uuid not null,              -- no reference: files outlive an account that is removed
  kind text not null check (kind in ('picture', 'export', 'upload')),
  key uuid not null,                     -- of a picture its file key, else the run or the upload
  due_at timestamptz not null default now(),
  tries smallint not null default 0,
  primary key (account_id, kind, key)
);
create index object_deletions_due on object_deletions (due_at);
call tenant_table('object_deletions', for_system => true);
-- Rows go by cascade as well, which is the owner's doing.
do $$ begin
  execute format('create policy cascades on object_deletions to %I using (true) with check (true)', current_user);
end $$;

-- The file of a row that is gone is due at once; one that was replaced stays for an hour, since a run may be reading it.
create function images_objects() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_op <> 'INSERT' and old.file_key is not null and (tg_op = 'DELETE' or new.file_key is distinct from old.file_key) then
    insert into object_deletions (account_id, kind, key, due_at)
    values (old.account_id, 'picture', old.file_key, now() + case when tg_op = 'DELETE' then interval '0' else interval '1 hour' end)
    on conflict (account_id, kind, key) do update set due_at = excluded.due_at, tries = 0;
  end if;
  if tg_op <> 'DELETE' and new.file_key is not null then
    delete from object_deletions where account_id = new.account_id and kind = 'picture' and key = new.file_key;
  end if;
  return null;
end $$;
create trigger objects after insert or update of file_key or delete on images for each row execute function images_objects();

create function uploads_objects() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_op = 'DELETE' then
    insert into object_deletions (account_id, kind, key) values (old.account_id, 'upload', old.id)
    on conflict (account_id, kind, key) do update set due_at = excluded.due_at, tries = 0;
  else
    delete from object_deletions where account_id = new.account_id and kind = 'upload' and key = new.id;
  end if;
  return null;
end $$;
create trigger objects after insert or delete on uploads for each row execute function uploads_objects();

-- Packed articles that are there already stay as long as new ones.
alter table ai_tasks no force row level security;
insert into object_deletions (account_id, kind, key, due_at)
select account_id, 'export', id, now() + interval '30 days' from ai_tasks where function = 'export_articles';
alter table ai_tasks force row level security;
