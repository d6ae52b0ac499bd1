-- Answers that are given again: whoever sends a request a second time with the same key gets what the first one got.

create table idempotency_keys (
  account_id uuid not null references accounts on delete cascade,
  caller bytea not null,                 -- SHA-256 of who sends: a person, or a token
  key text not null check (key <> ''),
  request bytea not null,                -- SHA-256 of method, path and body
  claim uuid not null,                   -- of the request that is in work, or was
  leased_until timestamptz,              -- while it is in work; null once it was answered
  status smallint,
  content_type text,
  body bytea,                            -- sealed, since answers may show secrets; null where it was too large to be kept
  created_at timestamptz not null default now(),
  primary key (account_id, caller, key)
);
create index idempotency_keys_age on idempotency_keys (account_id, created_at);
create index idempotency_keys_old on idempotency_keys (created_at);
call tenant_table('idempotency_keys', for_system => true);
