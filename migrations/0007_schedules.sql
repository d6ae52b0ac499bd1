-- Runs that start by the clock. A time fires once, whichever scheduler sees it first.

create table schedules (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null,
  function text not null,
  params jsonb not null default '{}',
  credits bigint not null default 0 check (credits >= 0),  -- the most that one run may use
  cron text not null,                    -- five fields, in the time zone below
  time_zone text not null default 'UTC',
  enabled boolean not null default true,
  next_at timestamptz not null,
  error text,                            -- why it was switched off
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create index schedules_due on schedules (next_at) where enabled and deleted_in is null;
call tenant_table('schedules', for_system => true);

create table schedule_fires (
  account_id uuid not null,
  schedule_id uuid not null,
  fire_at timestamptz not null,
  task_id uuid,
  error text,                            -- why no run was started
  at timestamptz not null default now(),
  primary key (account_id, schedule_id, fire_at),
  foreign key (account_id, schedule_id) references schedules on delete cascade,
  foreign key (account_id, task_id) references ai_tasks on delete set null (task_id)
);
call tenant_table('schedule_fires', for_system => true);
