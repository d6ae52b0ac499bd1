-- What dashboards and lists count, kept so that nobody reads all keywords for it; and what lists and searches stand on.

-- How many keywords there are and what they sum to, by sector and day. Each statement that changes keywords appends what
-- it changed; nothing is updated in place, so that imports and people never wait for each other here. The scheduler
-- merges the rows of a day.
create table keyword_figures (
  account_id uuid not null references accounts on delete cascade,
  id bigint generated always as identity,
  sector_id uuid not null,
  day date not null,                     -- on which the keywords were added, in UTC
  keywords bigint not null,
  volume bigint not null,
  pinned bigint not null,
  bands bigint[] not null,               -- by difficulty: to 14, 29, 49, 69, and above; the unknown are in none
  merged boolean not null default false,
  primary key (account_id, id),
  foreign key (account_id, sector_id) references sectors on delete cascade
);
create index keyword_figures_sector on keyword_figures (account_id, sector_id, day);
create index keyword_figures_loose on keyword_figures (account_id, sector_id, day) where not merged;
call tenant_table('keyword_figures', for_system => true);

-- The statement that appends figures; `changed` is a query for keywords that came (sign 1) and went (sign -1).
create function count_keywords(changed text) returns text language sql immutable as $$
  select
    'insert into keyword_figures (account_id, sector_id, day, keywords, volume, pinned, bands) '
    'select * from ( '
    '  select account_id, sector_id, (created_at at time zone ''UTC'')::date, sum(sign) as keywords, '
    '    coalesce(sum(sign * volume), 0)::int8 as volume, coalesce(sum(sign) filter (where pinned), 0) as pinned, '
    '    array[coalesce(sum(sign) filter (where difficulty <= 14), 0), '
    '      coalesce(sum(sign) filter (where difficulty between 15 and 29), 0), '
    '      coalesce(sum(sign) filter (where difficulty between 30 and 49), 0), '
    '      coalesce(sum(sign) filter (where difficulty between 50 and 69), 0), '
    '      coalesce(sum(sign) filter (where difficulty >= 70), 0)] as bands '
    '  from (' || changed || ') k where deleted_in is null group by 1, 2, 3) f '
    'where (keywords, volume, pinned) <> (0, 0, 0) or bands <> array[0, 0, 0, 0, 0]::int8[]'
$$;

create function keywords_counted() returns trigger language plpgsql as $$
begin
  execute count_keywords(case tg_op
    when 'INSERT' then 'select 1 as sign, * from fresh'
    when 'DELETE' then 'select -1 as sign, * from stale'
    else 'select 1 as sign, * from fresh union all select -1, * from stale' end);
  return null;
end $$;

create trigger counted_insert after insert on keywords referencing new table as fresh
  for each statement execute function keywords_counted();
create trigger counted_update after update on keywords referencing old table as stale new table as fresh
  for each statement execute function keywords_counted();
create trigger counted_delete after delete on keywords referencing old table as stale
  for each statement execute function keywords_counted();

-- What is there already. The owner sees rows of all accounts only while row-level security is not forced on it.
alter table keywords no force row level security;
alter table keyword_figures no force row level security;
do $$ begin execute count_keywords('select 1 as sign, * from keywords'); end $$;
alter table keywords force row level security;
alter table keyword_figures force row level security;

-- Lists by name; lists by volume and difficulty have theirs.
create index keywords_name on keywords (account_id, keyword, id) where deleted_in is null;

-- Searching. PostgreSQL must not use an index for `ilike` under row-level security: the operator could show rows that the
-- policy hides. So one function searches, as a role that does nothing else and that nobody may become; it reads the
-- account from the same setting as the policies. Without the two extensions it reads the account's rows one by one.
do $$
begin
  if not exists (select from pg_roles where rolname = 'igny8_search') then
    create role igny8_search nologin noinherit;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'igny8_search', 'member') then
    execute format('grant igny8_search to %I', current_user);
  end if;
exception when unique_violation or duplicate_object then null;
end $$;
grant usage, create on schema public to igny8_search;
grant select on keywords to igny8_search;
create policy search on keywords for select to igny8_search using (true);

do $$
begin
  if (select count(*) = 2 from pg_available_extensions where name in ('pg_trgm', 'btree_gin')) then
    create extension if not exists pg_trgm;
    create extension if not exists btree_gin;
    create index keywords_text on keywords using gin (account_id, keyword gin_trgm_ops) where deleted_in is null;
  end if;
end $$;

-- The account's live keywords like this pattern; null if there are more than `most`.
create function search_keywords(pattern text, most integer) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare found uuid[];
begin
  -- Planned for each pattern anew, since a rare and a common one need different ways.
  execute 'select array(select id from public.keywords where account_id = $1 and deleted_in is null and keyword ilike $2 limit $3)'
    into found using nullif(current_setting('app.account_id', true), '')::uuid, pattern, most + 1;
  return case when cardinality(found) <= most then found end;
end $$;
alter function search_keywords owner to igny8_search;
revoke all on function search_keywords from public;
grant execute on function search_keywords to igny8_app;
revoke create on schema public from igny8_search;
