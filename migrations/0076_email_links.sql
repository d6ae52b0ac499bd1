-- Links that go to an address by mail: to choose a new password, to prove the address, to change to it.

-- When the address was last proven by a link that went there.
alter table users add column email_verified_at timestamptz;

create table email_links (
  hash bytea primary key,                -- SHA-256 of the link's token, which is 256 random bits
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in ('password_reset', 'verify_address', 'change_address')),
  email text not null,                   -- where it went: it proves this address and no other
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz                    -- kept for a day, so that who comes again is told why
);
create index email_links_user on email_links (user_id, purpose);
create index email_links_expiry on email_links (expires_at);
alter table email_links enable row level security;
alter table email_links force row level security;
create policy system on email_links to igny8_system using (true) with check (true);
grant select, insert, update, delete on email_links to igny8_system;
-- A person's page shows the address that waits to be confirmed.
create policy own on email_links for select to igny8_app
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
grant select (user_id, purpose, email, created_at, expires_at, used_at) on email_links to igny8_app;
