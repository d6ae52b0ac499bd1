-- What an import is made of can be read again after a reload: how its file was read, and why rows were not taken.

-- The file's name, how it was read, the columns that were not taken, and what a person should know. Null for imports of before.
alter table imports add column about jsonb;
-- Rows that are no keywords by the kind of file, such as totals. They are no rejects, and are not among `rows_read`.
alter table imports add column left_out bigint not null default 0;

-- How many rows were not taken for one reason, with some of them. Counted with every batch: a file may have a million.
create table import_reasons (
  account_id uuid not null,
  import_id uuid not null,
  kind text not null,
  rows bigint not null,
  examples jsonb not null default '[]',
  primary key (account_id, import_id, kind),
  foreign key (account_id, import_id) references imports on delete cascade
);
call tenant_table('import_reasons');
