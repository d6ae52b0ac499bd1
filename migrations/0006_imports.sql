-- Uploaded files and what their imports did.

create table uploads (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,                      -- also the file's name on disk
  file_name text not null,
  bytes bigint not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
create index uploads_age on uploads (created_at);
call tenant_table('uploads', for_system => true);

-- One import is one run; the counts are saved with every batch, so that a run that goes on counts nothing twice.
create table imports (
  account_id uuid not null,
  id uuid not null,                      -- the run's id
  upload_id uuid not null,
  sector_id uuid not null,
  source text not null,
  rows_read bigint not null default 0,
  added bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  rejected bigint not null default 0,
  undone_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, id) references ai_tasks on delete cascade,
  foreign key (account_id, sector_id) references sectors on delete cascade
);
call tenant_table('imports');

create table import_rejects (
  account_id uuid not null,
  import_id uuid not null,
  line bigint not null,
  value text not null,
  reason text not null,
  primary key (account_id, import_id, line),
  foreign key (account_id, import_id) references imports on delete cascade
);
call tenant_table('import_rejects');

-- What a keyword was before an import filled its unknown metrics, for undo.
create table import_changes (
  account_id uuid not null,
  import_id uuid not null,
  keyword_id uuid not null,
  before jsonb not null,
  primary key (account_id, import_id, keyword_id),
  foreign key (account_id, import_id) references imports on delete cascade,
  foreign key (account_id, keyword_id) references keywords on delete cascade
);
call tenant_table('import_changes');
