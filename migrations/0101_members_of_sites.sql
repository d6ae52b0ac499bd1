-- A member may be limited to some sites, and sees and changes nothing of the others. Such a member's transactions run under a
-- role of their own with the same rights as igny8_app and one more policy on each table that hangs on a site; everybody else's
-- statements are planned as before. The sites are in `app.site_ids`, set in the round trip that sets the account.

alter table memberships add column site_ids uuid[];   -- the sites that the member is limited to; null for all

-- Who manages the account sees all of it, whatever an earlier role left behind.
create or replace view members with (security_invoker = true) as
select account_id, id, user_id, role, created_at,
  case when role in ('viewer', 'client', 'editor') then site_ids end as site_ids
from memberships where user_id is not null and deleted_in is null;
-- Whoever reads the view reads its columns.
grant select (site_ids) on memberships to igny8_staff;

do $$
begin
  if not exists (select from pg_roles where rolname = 'igny8_site') then
    create role igny8_site nologin noinherit;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not pg_has_role('igny8_app', 'igny8_site', 'member') then
    grant igny8_site to igny8_app;
  end if;
exception when unique_violation or duplicate_object then null;
end $$;

-- Gives igny8_site the rights of igny8_app, no more and no less, and has it meet the same policies. `igny8 migrate` calls it after
-- the last file, so that no file has to name both.
create procedure site_role_follows() language plpgsql as $$
declare r record;
begin
  grant usage on schema public to igny8_site;
  for r in
    with rights as (
      select c.oid::regclass::text as name, null::text as part, a.grantee, a.privilege_type as may
      from pg_class c, aclexplode(c.relacl) a
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
      union all
      select t.attrelid::regclass::text, quote_ident(t.attname), a.grantee, a.privilege_type
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'public'::regnamespace and not t.attisdropped
      union all
      select 'function ' || p.oid::regprocedure, null, a.grantee, a.privilege_type
      from pg_proc p, aclexplode(p.proacl) a
      where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'),
    app as (select name, part, may from rights where grantee = 'igny8_app'::regrole),
    site as (select name, part, may from rights where grantee = 'igny8_site'::regrole)
    select 'grant %s on %s to igny8_site' as what, missing.* from (select * from app except select * from site) missing
    union all
    select 'revoke %s on %s from igny8_site', beyond.* from (select * from site except select * from app) beyond
  loop
    execute format(r.what, r.may || coalesce(' (' || r.part || ')', ''), r.name);
  end loop;
  for r in
    select p.polname, p.polrelid::regclass as name,
      (select string_agg(role::regrole::text, ', ') from unnest(p.polroles) role) as roles
    from pg_policy p join pg_class c on c.oid = p.polrelid
    where c.relnamespace = 'public'::regnamespace
      and 'igny8_app'::regrole = any (p.polroles) and not 'igny8_site'::regrole = any (p.polroles)
  loop
    execute format('alter policy %I on %s to %s, igny8_site', r.polname, r.name, r.roles);
  end loop;
end $$;

-- What holds for those who serve holds for this role as well.
create or replace function owner_stays() returns trigger language plpgsql as $$
begin
  if current_user not in ('igny8_app', 'igny8_site', 'igny8_system') then
    return null;
  end if;
  perform from accounts where id = new.account_id for no key update;
  if not exists (select from members where account_id = new.account_id and role = 'owner') then
    raise exception 'an account keeps an owner' using errcode = 'check_violation', constraint = 'memberships_owner_stays';
  end if;
  return null;
end $$;
create or replace function keeps_what_it_says() returns trigger language plpgsql as $$
begin
  if current_user in ('igny8_app', 'igny8_site', 'igny8_system', 'igny8_staff') then
    raise exception '% is only added to', tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;

-- The sites of the one who acts; null for all.
create function own_sites() returns uuid[] language sql stable parallel safe as $$
  select nullif(current_setting('app.site_ids', true), '')::uuid[]
$$;

-- Has limited members see and write only rows of a table of which this holds. It is asked beside the policy `tenant`.
create procedure site_table(name regclass, belongs text) language plpgsql as $$
begin
  execute format('create policy sites on %s as restrictive to igny8_site using (%s) with check (%s)', name, belongs, belongs);
end $$;

-- What a run is about: the sites of its rows, so that whoever may see all of them sees it; and what it may work on, where
-- somebody limited has asked for it, whatever becomes of them meanwhile.
alter table ai_tasks
  add column sites uuid[] default own_sites(),
  add column within uuid[] default own_sites();
-- Who may see the file, and who may bring back what was deleted: what somebody without limits deletes may be of any site, and
-- only somebody without limits brings it back.
alter table uploads add column sites uuid[] default own_sites();
alter table deletions add column sites uuid[] default own_sites();

call site_table('sites', 'id = any ((select own_sites())::uuid[])');
call site_table('sectors', 'site_id = any ((select own_sites())::uuid[])');
call site_table('schedules', 'site_id = any ((select own_sites())::uuid[])');
-- Providers belong to the whole account, destinations to a site.
call site_table('integrations', 'site_id is null or site_id = any ((select own_sites())::uuid[])');

call site_table('keywords', 'sector_id = any (array(select s.id from sectors s))');
call site_table('keyword_figures', 'sector_id = any (array(select s.id from sectors s))');
call site_table('clusters', 'sector_id = any (array(select s.id from sectors s))');
call site_table('ideas', 'sector_id = any (array(select s.id from sectors s))');
call site_table('writing_tasks', 'sector_id = any (array(select s.id from sectors s))');
call site_table('contents', 'sector_id = any (array(select s.id from sectors s))');
call site_table('imports', 'sector_id = any (array(select s.id from sectors s))');

call site_table('content_versions',
  'exists (select from contents c where c.account_id = content_versions.account_id and c.id = content_versions.content_id)');
call site_table('content_comments',
  'exists (select from contents c where c.account_id = content_comments.account_id and c.id = content_comments.content_id)');
call site_table('images', 'exists (select from contents c where c.account_id = images.account_id and c.id = images.content_id)');
call site_table('publications',
  'exists (select from contents c where c.account_id = publications.account_id and c.id = publications.content_id)');

call site_table('ai_tasks', 'sites <@ (select own_sites())::uuid[]');
call site_table('ai_task_logs',
  'exists (select from ai_tasks t where t.account_id = ai_task_logs.account_id and t.id = ai_task_logs.task_id)');
call site_table('content_sections',
  'exists (select from ai_tasks t where t.account_id = content_sections.account_id and t.id = content_sections.run_id)');
call site_table('groupings', 'exists (select from ai_tasks t where t.account_id = groupings.account_id and t.id = groupings.id)');
call site_table('grouping_moves',
  'exists (select from groupings g where g.account_id = grouping_moves.account_id and g.id = grouping_moves.grouping_id)');
call site_table('ai_calls',
  'exists (select from contents c where c.account_id = ai_calls.account_id and c.id = ai_calls.content_id) '
  'or exists (select from ai_tasks t where t.account_id = ai_calls.account_id and t.id = ai_calls.run_id)');
call site_table('model_quirks',
  'exists (select from integrations n where n.account_id = model_quirks.account_id and n.id = model_quirks.integration_id)');
call site_table('schedule_fires',
  'exists (select from schedules s where s.account_id = schedule_fires.account_id and s.id = schedule_fires.schedule_id)');

call site_table('uploads', 'sites <@ (select own_sites())::uuid[]');
call site_table('upload_layouts',
  'exists (select from uploads u where u.account_id = upload_layouts.account_id and u.id = upload_layouts.upload_id)');
call site_table('import_rejects',
  'exists (select from imports i where i.account_id = import_rejects.account_id and i.id = import_rejects.import_id)');
call site_table('import_reasons',
  'exists (select from imports i where i.account_id = import_reasons.account_id and i.id = import_reasons.import_id)');
call site_table('import_changes',
  'exists (select from imports i where i.account_id = import_changes.account_id and i.id = import_changes.import_id)');

call site_table('deletions', 'sites <@ (select own_sites())::uuid[]');
-- A view that names a row tells of it.
call site_table('views',
  'user_id = nullif(current_setting(''app.user_id'', true), '''')::uuid or (shared and query !~ ''[0-9a-f]{8}-[0-9a-f]{4}-'')');
-- What anybody changed anywhere is for those who manage the account.
create policy sites on audit_log as restrictive for select to igny8_site using (false);

call site_role_follows();
