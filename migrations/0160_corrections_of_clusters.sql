-- What people said of keywords, two and two: that they belong together, or apart. Later groupings obey it.
create table cluster_corrections (
  account_id uuid not null,
  id uuid not null,                      -- by time: of two that contradict each other the higher one counts
  sector_id uuid not null,               -- of both keywords, when it was said
  one_id uuid not null,                  -- the keyword that somebody placed
  other_id uuid not null,                -- a typical one of those that it was placed with, or taken from
  bond text not null check (bond in ('together', 'apart')),
  source text not null check (source in ('moved', 'merged', 'split', 'pinned', 'rejected')),
  change_id uuid not null,               -- all that one hand did at once has the same; of what can be undone, the grouping's
  superseded_by uuid,                    -- the change that said otherwise later
  made_by uuid references users on delete set null,
  made_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, one_id) references keywords on delete cascade,
  foreign key (account_id, other_id) references keywords on delete cascade,
  foreign key (account_id, deleted_in) references deletions on delete cascade,
  check (one_id <> other_id)
);
create index cluster_corrections_one on cluster_corrections (account_id, one_id);
create index cluster_corrections_other on cluster_corrections (account_id, other_id);
create index cluster_corrections_sector on cluster_corrections (account_id, sector_id, id)
  where superseded_by is null and deleted_in is null;
create index cluster_corrections_made on cluster_corrections (account_id, made_at desc, id)
  where superseded_by is null and deleted_in is null;
create index cluster_corrections_change on cluster_corrections (account_id, change_id);
create index cluster_corrections_superseded on cluster_corrections (account_id, superseded_by) where superseded_by is not null;
create index cluster_corrections_deletion on cluster_corrections (account_id, deleted_in) where deleted_in is not null;
call tenant_table('cluster_corrections');
call site_table('cluster_corrections', 'sector_id = any (array(select s.id from sectors s))');
