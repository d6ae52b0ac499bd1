-- Uploaded files lie in the store that all processes share, so that any worker can read them; and what was found in a file is kept
-- with it, so that it is looked at once.

-- What was found in a file that was read in one way: encoding, delimiter, sheet, header and columns.
create table upload_layouts (
  account_id uuid not null,
  upload_id uuid not null,
  how text not null,                     -- a hash of what a person said of the file, and of what is known of the site
  found text not null,                   -- JSON as text, since cells may hold letters that jsonb refuses
  created_at timestamptz not null default now(),
  primary key (account_id, upload_id, how),
  foreign key (account_id, upload_id) references uploads on delete cascade
);
call tenant_table('upload_layouts');
