-- Every refresh token that a sign-in has used: one that comes again after its turn was stolen, however many came since.
create table session_refreshes (
  hash bytea primary key,
  session_id uuid not null references sessions on delete cascade,
  used_at timestamptz not null default now()
);
create index session_refreshes_session on session_refreshes (session_id);
create index session_refreshes_age on session_refreshes (used_at);
alter table session_refreshes enable row level security;
alter table session_refreshes force row level security;
create policy system on session_refreshes to igny8_system using (true) with check (true);
grant select, insert, delete on session_refreshes to igny8_system;

alter table sessions no force row level security;
alter table session_refreshes no force row level security;
insert into session_refreshes (hash, session_id, used_at)
select previous_hash, id, rotated_at from sessions where previous_hash is not null
on conflict do nothing;
alter table session_refreshes force row level security;
alter table sessions force row level security;
