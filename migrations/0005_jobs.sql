-- Background runs and the credit ledger. PostgreSQL is the truth; Redis only wakes workers.

create table ai_tasks (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  function text not null,
  params jsonb not null default '{}',
  queue text not null check (queue in ('interactive', 'bulk', 'scheduled')),
  status text not null default 'queued'
    check (status in ('queued', 'running', 'retry_wait', 'succeeded', 'failed', 'cancelled', 'dead')),
  phase text not null default 'queued',
  percent smallint not null default 0 check (percent between 0 and 100),
  message text,
  result jsonb,
  error text,
  price bigint not null default 0,       -- credits that a round reserves
  credits bigint not null default 0,     -- reserved while it runs, used once it ended
  round smallint not null default 1,     -- how often it was started by hand; the ledger settles each round once
  attempt smallint not null default 0,   -- claims in this round
  crashes smallint not null default 0,   -- leases that ran out in this round
  fence bigint not null default 0,       -- grows with every claim; a write with an old one finds no row
  worker text,
  lease_until timestamptz,
  run_at timestamptz not null default now(),
  dispatched_at timestamptz,             -- when its id last went to Redis; null while it waits for its account's turn
  cancel_requested boolean not null default false,
  idempotency_key text not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (account_id, id),
  unique (account_id, idempotency_key)
);
-- What an account sends to Redis next, in its order. The other two count what it has there or running, and find
-- the runs whose worker died; no index has `lease_until`, so that heartbeats stay cheap (heap-only updates).
create index ai_tasks_waiting on ai_tasks (account_id, (queue <> 'interactive'), run_at, id)
  where dispatched_at is null and status in ('queued', 'retry_wait');
create index ai_tasks_dispatched on ai_tasks (account_id, id)
  where dispatched_at is not null and status in ('queued', 'retry_wait', 'running');
create index ai_tasks_open on ai_tasks (account_id, id) where finished_at is null;
create index ai_tasks_ended on ai_tasks (account_id, finished_at) where finished_at is not null;
create index ai_tasks_recent on ai_tasks (account_id, created_at desc, id);
call tenant_table('ai_tasks', for_system => true);

create table ai_task_logs (
  account_id uuid not null,
  task_id uuid not null,
  seq bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  level text not null check (level in ('info', 'warn', 'error')),
  message text not null,
  primary key (account_id, task_id, seq),
  foreign key (account_id, task_id) references ai_tasks on delete cascade
);
call tenant_table('ai_task_logs', for_system => true);

-- The balance is what can be spent: reserved credits are already off it.
create table credit_balances (
  account_id uuid primary key references accounts on delete cascade,
  balance bigint not null default 0 constraint credit_balances_not_negative check (balance >= 0)
);
call tenant_table('credit_balances', for_system => true);

create table credit_entries (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('grant', 'reserve', 'capture', 'release', 'adjust')),
  amount bigint not null,
  balance bigint not null,
  note text not null,
  task_id uuid,
  round smallint,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, task_id) references ai_tasks,
  unique (account_id, task_id, round, kind)
);
-- A round is settled once, either way.
create unique index credit_entries_settled on credit_entries (account_id, task_id, round) where kind in ('capture', 'release');
create index credit_entries_recent on credit_entries (account_id, created_at desc, id);
call tenant_table('credit_entries', for_system => true);
-- Append-only, for everybody.
revoke update, delete on credit_entries from igny8_app, igny8_system;
