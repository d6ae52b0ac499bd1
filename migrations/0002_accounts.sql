-- Accounts, people, their memberships and sign-ins.

create table accounts (
  id uuid primary key,
  name text not null,
  time_zone text not null default 'UTC',
  language text not null default 'en',
  cluster_min_size integer not null default 2 check (cluster_min_size between 2 and 50),
  cluster_similarity double precision not null default 0.5 check (cluster_similarity between 0 and 1),
  created_at timestamptz not null default now()
);

-- A person may belong to several accounts, so this table is nobody's: the app sees only members of the account it
-- works in (policy below), and all writing is system work.
create table users (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text,                    -- argon2id in PHC form; null until an invitation is accepted
  created_at timestamptz not null default now()
);
create unique index users_email on users (lower(email));

-- What was deleted together; undo takes the mark off again, purging removes it for good by cascade.
create table deletions (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  resource text not null,
  deleted_by uuid,
  deleted_at timestamptz not null default now(),
  primary key (account_id, id)
);
call tenant_table('deletions', for_system => true);
create index deletions_age on deletions (deleted_at);

create table memberships (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('viewer', 'editor', 'admin', 'owner')),
  invitation_hash bytea,                 -- SHA-256 of the link's token; null once accepted
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index memberships_user on memberships (account_id, user_id) where deleted_in is null;
create index memberships_by_user on memberships (user_id);
create index memberships_invitation on memberships (invitation_hash) where invitation_hash is not null;
call tenant_table('memberships', for_system => true);

alter table accounts enable row level security;
alter table accounts force row level security;
create policy tenant on accounts to igny8_app
  using (id = nullif(current_setting('app.account_id', true), '')::uuid)
  with check (id = nullif(current_setting('app.account_id', true), '')::uuid);
create policy system on accounts to igny8_system using (true) with check (true);
grant select, update on accounts to igny8_app;
grant select, insert, update on accounts to igny8_system;

alter table users enable row level security;
alter table users force row level security;
create policy members on users for select to igny8_app
  using (exists (select from memberships m where m.user_id = users.id));
create policy system on users to igny8_system using (true) with check (true);
grant select on users to igny8_app;
grant select, insert, update on users to igny8_system;

-- One sign-in on one device. A refresh token works once; the one before it is kept to tell a second tab
-- (within seconds) from a thief (later).
create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  current_account uuid not null references accounts on delete cascade,
  refresh_hash bytea not null unique,
  previous_hash bytea,
  rotated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  user_agent text
);
create index sessions_user on sessions (user_id);
create index sessions_previous on sessions (previous_hash);
create index sessions_expiry on sessions (expires_at);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy system on sessions to igny8_system using (true) with check (true);
grant select, insert, update, delete on sessions to igny8_system;

create table api_tokens (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null,
  role text not null check (role in ('viewer', 'editor', 'admin', 'owner')),
  prefix text not null,
  token_hash bytea not null,             -- SHA-256; the token itself is 256 random bits
  created_by uuid not null references users on delete cascade,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  unique (account_id, token_hash),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create index api_tokens_hash on api_tokens (token_hash);
call tenant_table('api_tokens', for_system => true);

-- Every change by whom. Written with the change, in its transaction.
create table audit_log (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  actor uuid,                            -- null when the system itself acted
  via text not null,
  verb text not null,
  resource text not null,
  targets uuid[] not null,
  at timestamptz not null default now(),
  primary key (account_id, id)
);
call tenant_table('audit_log');
