-- Passkeys (WebAuthn): a second proof at sign-in beside codes, and a way in without a password.
create table passkeys (
  user_id uuid not null references users on delete cascade,
  id uuid not null default gen_random_uuid(),
  credential_id bytea not null,          -- how the device names it: one device, one person
  credential jsonb not null,             -- public key, counter and flags, as the library keeps them: nothing secret
  name text not null check (length(name) between 1 and 60),
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  primary key (user_id, id)
);
create unique index passkeys_credential on passkeys (credential_id);
-- What a browser was asked and has not answered yet. Whoever answers takes the row away: it counts once.
create table passkey_ceremonies (
  hash bytea primary key,                -- SHA-256 of 256 random bits that the browser sends along
  purpose text not null check (purpose in ('register', 'sign_in', 'prove')),
  user_id uuid references users on delete cascade, -- none while nobody is known
  state jsonb not null,                  -- the challenge and what was asked for; it never leaves the server
  expires_at timestamptz not null
);
create index passkey_ceremonies_user on passkey_ceremonies (user_id);
create index passkey_ceremonies_expiry on passkey_ceremonies (expires_at);
do $$
declare name text;
begin
  foreach name in array array['passkeys', 'passkey_ceremonies'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy system on %I to igny8_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to igny8_system', name);
  end loop;
end $$;
-- The staff sees whether somebody has a second proof, and since when.
create policy staff_reads on passkeys for select to igny8_staff using (true);
grant select (user_id, created_at) on passkeys to igny8_staff;

-- Who has a second proof, of whichever kind, and since when: the one place that says so.
create view second_factors with (security_invoker = true) as
select user_id, min(since) as since from (
  select user_id, confirmed_at as since from two_factor where confirmed_at is not null
  union all
  select user_id, created_at from passkeys) factor
group by user_id;
grant select on second_factors to igny8_system, igny8_staff;

alter table mails drop constraint mails_kind_check;
alter table mails add constraint mails_kind_check check (kind in ('invitation', 'password_reset', 'password_changed',
  'verify_address', 'confirm_new_address', 'address_change_asked', 'address_changed', 'two_factor_changed', 'passkey_changed',
  'webhook_disabled', 'notifications', 'ownership_transferred', 'account_deletion'));
