-- What the application has no use for it cannot read: hashes of passwords are the sign-in's alone, which works as igny8_system. Whoever
-- finds a way to have the application run statements of theirs gets none to guess from.
revoke select on users from igny8_app;
grant select (id, email, name, created_at, email_verified_at) on users to igny8_app;

create or replace procedure site_role_follows() language plpgsql as $$
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
    -- A right of a whole table that is taken away takes those of its columns along, so that these are given after it.
    order by what desc
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

-- Keys that people made in accounts which they have left since: they end with the membership, and no new one brings them back. Row-level
-- security would hide the rows of other accounts from the owner, too.
alter table api_tokens no force row level security;
alter table oauth_grants no force row level security;
alter table memberships no force row level security;
update api_tokens t set expires_at = now() where t.expires_at > now() and not exists (
  select from memberships m where m.account_id = t.account_id and m.user_id = t.created_by and m.deleted_in is null);
update oauth_grants g set revoked_at = now() where g.revoked_at is null and not exists (
  select from memberships m where m.account_id = g.account_id and m.user_id = g.user_id and m.deleted_in is null);
alter table memberships force row level security;
alter table oauth_grants force row level security;
alter table api_tokens force row level security;
