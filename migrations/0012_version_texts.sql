-- A version is the whole text; saves of one person that follow closely share an entry, which keeps when it was begun.

alter table content_versions
  add column tags text,                  -- one a line
  add column categories text,
  add column words integer not null default 0,
  add column saved_at timestamptz not null default now();
