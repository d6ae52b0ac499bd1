-- What a model or its server does not take, found out from its refusals: kept so that no run has to find it out again.
create table model_quirks (
  account_id uuid not null references accounts on delete cascade,
  integration_id uuid not null,
  model text not null,
  known jsonb not null,
  learnt_at timestamptz not null default now(),  -- what is old is found out anew
  primary key (account_id, integration_id, model),
  foreign key (account_id, integration_id) references integrations on delete cascade
);
call tenant_table('model_quirks');

-- Which of the known services or servers an integration is; none: known by its address.
alter table integrations add column service text;
