-- What a person does to clusters is kept as what a run of auto-cluster does, so that it is undone as a whole in the same way.
set local lock_timeout = '5s';

alter table groupings
  drop constraint groupings_account_id_id_fkey,
  add constraint groupings_account foreign key (account_id) references accounts on delete cascade,
  add column kind text not null default 'auto_cluster'
    check (kind in ('auto_cluster', 'recut', 'merge', 'move', 'split', 'reject')),
  add column sector_id uuid,                             -- of what a person did; a run is about several
  add column unpinned uuid[] not null default '{}',      -- keywords that were pinned before
  add column narrowness smallint;                        -- of a recut: what the sector was set to before

-- A run is seen by whoever sees all that it is about, and what a person did by whoever sees its sector.
alter policy sites on groupings
  using (
    sector_id = any (array(select s.id from sectors s))
    or sector_id is null and exists (select from ai_tasks t where t.account_id = groupings.account_id and t.id = groupings.id))
  with check (
    sector_id = any (array(select s.id from sectors s))
    or sector_id is null and exists (select from ai_tasks t where t.account_id = groupings.account_id and t.id = groupings.id));

-- Ideas, writing tasks and articles that followed their cluster into another one.
create table grouping_references (
  account_id uuid not null,
  grouping_id uuid not null,
  of_table text not null,                -- ideas, writing_tasks or contents
  rows uuid[] not null,
  before uuid[] not null,                -- their clusters until then
  after uuid not null,
  primary key (account_id, grouping_id, of_table),
  foreign key (account_id, grouping_id) references groupings on delete cascade
);
call tenant_table('grouping_references');
call site_table('grouping_references',
  'exists (select from groupings g where g.account_id = grouping_references.account_id and g.id = grouping_references.grouping_id)');
