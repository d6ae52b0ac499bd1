-- Apps that people connect by OAuth: who they say they are, what somebody allowed each, and its keys.

-- An app as it registered itself, or as the document at its address describes it. It belongs to no account: many people connect the same.
create table oauth_clients (
  id uuid primary key,
  address text unique,                   -- where its document is, which is its name then; null for one that registered itself
  name text not null check (name <> ''),
  redirect_uris text[] not null check (cardinality(redirect_uris) between 1 and 20),
  network text not null,                 -- from where it was registered
  created_at timestamptz not null default now(),
  read_at timestamptz not null default now(),   -- when its document was last read
  used_at timestamptz                    -- when somebody last connected it
);
create index oauth_clients_unused on oauth_clients (created_at) where used_at is null;
alter table oauth_clients enable row level security;
alter table oauth_clients force row level security;
create policy system on oauth_clients to igny8_system using (true) with check (true);
grant select, insert, update, delete on oauth_clients to igny8_system;

-- What somebody allowed an app in an account. It may do what that person may do now, at most.
create table oauth_grants (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  user_id uuid not null references users on delete cascade,
  client text not null,                  -- the app's client_id
  name text not null,                    -- as it was called when it was allowed
  home text not null,                    -- the host that its answers went to
  role text not null check (role in ('viewer', 'editor', 'admin', 'owner')),
  spend boolean not null,
  publish boolean not null,
  created_at timestamptz not null default now(),
  connected_at timestamptz,              -- when it fetched its first key; null until then
  last_used_at timestamptz,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (account_id, id)
);
create index oauth_grants_user on oauth_grants (user_id) where revoked_at is null;
create index oauth_grants_recent on oauth_grants (account_id, created_at desc, id desc) where connected_at is not null;
call tenant_table('oauth_grants', for_system => true);

-- A code that the browser brings the app, which exchanges it for its first keys, once.
create table oauth_codes (
  account_id uuid not null,
  hash bytea not null,                   -- SHA-256; the code itself is 256 random bits
  grant_id uuid not null,
  redirect_uri text not null,
  challenge text not null,               -- SHA-256 of the verifier that only the app knows, as it sent it (PKCE)
  resource text not null,                -- what its keys are for
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, hash),
  foreign key (account_id, grant_id) references oauth_grants on delete cascade
);
create index oauth_codes_hash on oauth_codes (hash);
create index oauth_codes_grant on oauth_codes (account_id, grant_id);
call tenant_table('oauth_codes', for_system => true);

-- Keys of apps. A refresh key is used once; one that comes again was stolen, and ends all of its grant.
create table oauth_tokens (
  account_id uuid not null,
  hash bytea not null,                   -- SHA-256; the key itself is 256 random bits
  grant_id uuid not null,
  refreshes boolean not null,            -- whether it is good for other keys, and for nothing else
  resource text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, hash),
  foreign key (account_id, grant_id) references oauth_grants on delete cascade
);
create index oauth_tokens_hash on oauth_tokens (hash);
create index oauth_tokens_grant on oauth_tokens (account_id, grant_id);
create index oauth_tokens_expiry on oauth_tokens (expires_at);
call tenant_table('oauth_tokens', for_system => true);
