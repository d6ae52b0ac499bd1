-- A second proof at sign-in: codes of an authenticator app (RFC 6238), and recovery codes for who has lost it.
create table two_factor (
  user_id uuid primary key references users on delete cascade,
  secret bytea not null,                 -- sealed
  confirmed_at timestamptz,              -- null until a first code has shown that the app has it
  last_step bigint not null default 0,   -- of the last code that counted: none counts twice
  created_at timestamptz not null default now()
);
create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  hash bytea not null,                   -- SHA-256 of 80 random bits
  used_at timestamptz,
  primary key (user_id, hash)
);
-- Who has proven a password and is asked for a code, in a form that works without JavaScript.
create table sign_in_challenges (
  hash bytea primary key,                -- SHA-256 of a cookie's 256 random bits
  user_id uuid not null references users on delete cascade,
  proven bytea,                          -- SHA-256 of the password's hash: another password ends it
  expires_at timestamptz not null
);
create index sign_in_challenges_user on sign_in_challenges (user_id);
create index sign_in_challenges_expiry on sign_in_challenges (expires_at);
do $$
declare name text;
begin
  foreach name in array array['two_factor', 'recovery_codes', 'sign_in_challenges'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy system on %I to igny8_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to igny8_system', name);
  end loop;
end $$;
