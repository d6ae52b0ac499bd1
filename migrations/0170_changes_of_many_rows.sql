-- A change of rows can be taken back as a whole: what they held before it, and what it made of them, so that whatever somebody
-- changes after it stays.
create table row_changes (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  resource text not null,
  written text[] not null,               -- the columns of its table that it wrote
  changed_by uuid,
  changed_at timestamptz not null default now(),
  sites uuid[] default own_sites(),      -- as of a deletion: who is not limited alone takes back what nobody limited did
  primary key (account_id, id)
);
create index row_changes_age on row_changes (changed_at);
call tenant_table('row_changes', for_system => true);
call site_table('row_changes', 'sites <@ (select own_sites())::uuid[]');

create table changed_rows (
  account_id uuid not null,
  change_id uuid not null,
  row_id uuid not null,
  held jsonb not null,                   -- those columns before
  holds jsonb,                           -- and after
  primary key (account_id, change_id, row_id),
  foreign key (account_id, change_id) references row_changes on delete cascade
);
call tenant_table('changed_rows');
call site_table('changed_rows',
  'exists (select from row_changes c where c.account_id = changed_rows.account_id and c.id = changed_rows.change_id)');
