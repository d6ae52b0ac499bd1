-- Credits that plans grant, month by month, each month once whoever asks.

create table credit_grants (
  account_id uuid not null references accounts on delete cascade,
  period_start timestamptz not null,     -- of the month
  plan text not null references plans,   -- the best one that the account had in it
  credits bigint not null check (credits >= 0),
  granted_at timestamptz not null default now(),
  primary key (account_id, period_start)
);
call tenant_table('credit_grants', for_system => true);
revoke insert, update, delete on credit_grants from igny8_app;

-- When the scheduler looks at an account again. The first month of the default plan is what the welcome credits are for.
alter table accounts add column credits_due_at timestamptz not null default now() + interval '1 month';
create index accounts_credits_due on accounts (credits_due_at);
