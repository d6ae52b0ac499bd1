-- A token ends: one that nobody thinks of any more opens nothing. Those that are there get a year.
alter table api_tokens add column expires_at timestamptz not null default now() + interval '1 year';
