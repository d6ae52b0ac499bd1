-- What the pages of people's own sign-ins and of scheduled runs read.

-- A person sees and ends the own sign-ins, in whatever account they are; the hashes are nobody's to read.
create policy own on sessions to igny8_app
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
grant select (id, user_id, current_account, rotated_at, created_at, expires_at, revoked_at, user_agent) on sessions to igny8_app;
grant update (revoked_at) on sessions to igny8_app;

alter table schedule_fires
  add column id uuid not null default gen_random_uuid(),
  add unique (account_id, id);
create index schedule_fires_recent on schedule_fires (account_id, fire_at desc, id desc);
