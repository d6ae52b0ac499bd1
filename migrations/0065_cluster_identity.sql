-- What a grouping must keep, and what it changed.

-- A name that a person gave outlives every new grouping. Clusters that were changed by hand before count as named by one.
alter table clusters add column named_by text not null default 'auto' check (named_by in ('auto', 'person'));

-- The owner is bound by the policies that it forces, so they are lifted for this one statement.
alter table clusters no force row level security;
alter table audit_log no force row level security;
update clusters c set named_by = 'person'
where c.origin = 'manual'
   or exists (
     select from audit_log a
     where a.account_id = c.account_id and a.resource = 'planner/clusters' and a.verb = 'update' and c.id = any (a.targets));
alter table clusters force row level security;
alter table audit_log force row level security;

-- One grouping is one run of auto-cluster. What it did is kept as long as what it deleted, so that it can be undone as a whole.
create table groupings (
  account_id uuid not null,
  id uuid not null,                      -- the run's id
  made uuid[] not null,                  -- clusters that it made
  described uuid[] not null,             -- clusters that stayed, with what was said of them before
  confidences double precision[] not null,
  intents text[] not null,
  deletion_id uuid,                      -- of the clusters that it left empty
  undone_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, id) references ai_tasks on delete cascade
);
create index groupings_age on groupings (created_at);
call tenant_table('groupings', for_system => true);

-- The keywords that changed their place, a few thousand in a row: a large run would fill a table of its own otherwise.
create table grouping_moves (
  account_id uuid not null,
  grouping_id uuid not null,
  part integer not null,
  keywords uuid[] not null,
  before uuid[] not null,                -- null where a keyword was in no cluster
  strays boolean[] not null,             -- whether it was a stray before
  after uuid[] not null,
  primary key (account_id, grouping_id, part),
  foreign key (account_id, grouping_id) references groupings on delete cascade
);
call tenant_table('grouping_moves');
