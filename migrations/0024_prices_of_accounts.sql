-- What models cost an account, where that differs from the list of the platform: own servers, negotiated prices, new models.
create table account_prices (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  provider text not null check (provider in ('openai', 'runware')),
  model text not null check (model <> ''),  -- or how the names of its versions begin
  input_per_million numeric(12, 6) not null default 0 check (input_per_million >= 0),
  cached_per_million numeric(12, 6) check (cached_per_million >= 0),  -- null: as others
  output_per_million numeric(12, 6) not null default 0 check (output_per_million >= 0),
  per_image numeric(12, 6) not null default 0 check (per_image >= 0),
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index account_prices_model on account_prices (account_id, provider, lower(model)) where deleted_in is null;
call tenant_table('account_prices');
