-- Keywords and clusters.

create table clusters (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  sector_id uuid not null,
  name text not null,
  intent text,
  confidence double precision,
  origin text not null default 'manual' check (origin in ('auto', 'manual')),
  -- Kept by the triggers below, so that lists sort by them without counting.
  keywords bigint not null default 0,
  volume bigint,
  difficulty double precision,
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, sector_id) references sectors on delete cascade,
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create index clusters_volume on clusters (account_id, volume desc nulls last, id) where deleted_in is null;
create index clusters_sector on clusters (account_id, sector_id) where deleted_in is null;
call tenant_table('clusters');

create table keywords (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  sector_id uuid not null,
  cluster_id uuid,
  import_id uuid,                        -- the import that added it, for undo
  keyword text not null check (keyword <> ''),
  phrase_key text not null,              -- case, spaces and Unicode form folded: one phrase once in a sector
  volume bigint check (volume >= 0),
  difficulty smallint check (difficulty between 0 and 100),
  cpc double precision check (cpc >= 0),
  intent text,
  country text check (country ~ '^[A-Z]{2}$'),
  trend real[],
  volume_bucketed boolean not null default false,
  source text not null default 'manual',
  pinned boolean not null default false,
  stray boolean not null default false,  -- clustering found nothing like it
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, sector_id) references sectors on delete cascade,
  foreign key (account_id, cluster_id) references clusters on delete set null (cluster_id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index keywords_phrase on keywords (account_id, sector_id, phrase_key) where deleted_in is null;
create index keywords_volume on keywords (account_id, volume desc nulls last, id) where deleted_in is null;
create index keywords_difficulty on keywords (account_id, difficulty nulls last, id) where deleted_in is null;
create index keywords_cluster on keywords (account_id, cluster_id) where deleted_in is null and cluster_id is not null;
create index keywords_import on keywords (account_id, import_id) where import_id is not null;
create index keywords_deletion on keywords (account_id, deleted_in) where deleted_in is not null;
call tenant_table('keywords');

-- Figures of the clusters whose keywords changed, whichever way: edit, import, clustering, delete or undo.
create function refresh_clusters(changed uuid[]) returns void language sql as $$
  update clusters c
  set keywords = s.n, volume = s.volume, difficulty = s.difficulty
  from (
    select c.account_id, c.id, count(k.id) as n, sum(k.volume)::bigint as volume, avg(k.difficulty)::float8 as difficulty
    from clusters c
    left join keywords k on k.account_id = c.account_id and k.cluster_id = c.id and k.deleted_in is null
    where c.id = any (changed)
    group by c.account_id, c.id
  ) s
  where c.account_id = s.account_id and c.id = s.id
    and (c.keywords, c.volume, c.difficulty) is distinct from (s.n, s.volume, s.difficulty)
$$;

create function keywords_inserted() returns trigger language plpgsql as $$
begin
  if exists (select from fresh where cluster_id is not null) then
    perform refresh_clusters(array(select distinct cluster_id from fresh where cluster_id is not null));
  end if;
  return null;
end $$;

create function keywords_updated() returns trigger language plpgsql as $$
declare changed uuid[];
begin
  changed := array(
    select cluster_id from stale where cluster_id is not null union select cluster_id from fresh where cluster_id is not null);
  if cardinality(changed) > 0 then
    perform refresh_clusters(changed);
  end if;
  return null;
end $$;

create trigger inserted after insert on keywords referencing new table as fresh
  for each statement execute function keywords_inserted();
create trigger updated after update on keywords referencing old table as stale new table as fresh
  for each statement execute function keywords_updated();
