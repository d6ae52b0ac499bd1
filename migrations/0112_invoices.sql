-- Invoices as Stripe's API said them last, and what an account was charged and given in one list.

create table invoices (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null default gen_random_uuid(),
  stripe_id text not null,
  number text,                           -- as it stands on the invoice; a draft has none
  status text not null,                  -- draft, open, paid, uncollectible, void, or what comes after these
  due bigint not null,                   -- in the currency's smallest unit, as the next one
  paid bigint not null,
  currency text not null,
  url text,                              -- the invoice's page at Stripe
  at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, stripe_id)
);
create index invoices_recent on invoices (account_id, at desc, id desc);
call tenant_table('invoices', for_system => true);
-- Nobody pays an invoice by writing here.
revoke insert, update, delete on invoices from igny8_app;

-- What a currency's smallest unit is: Stripe names these, all others have cents.
create function in_units(amount bigint, currency text) returns numeric language sql immutable as $$
  select amount / case
    when lower(currency) in ('bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'ugx', 'vnd', 'vuv', 'xaf', 'xof', 'xpf')
      then 1.0
    when lower(currency) in ('bhd', 'jod', 'kwd', 'omr', 'tnd') then 1000.0
    else 100.0 end
$$;

create view transactions with (security_invoker = true) as
select account_id, id, case when status = 'paid' then 'payment' else 'invoice' end as kind,
  case status when 'draft' then 'draft' when 'open' then 'open' when 'paid' then 'paid' when 'void' then 'void' else 'unpaid' end as status,
  'Invoice ' || coalesce(number, '(draft)') as name,
  in_units(case when status = 'paid' then paid else due end, currency) as amount, upper(currency) as currency,
  null::bigint as credits, url, at
from invoices
union all
select account_id, id, case when kind = 'grant' then 'grant' else 'adjustment' end, null, note, null, null, amount, null, created_at
from credit_entries where kind in ('grant', 'adjust');
grant select on transactions to igny8_app;
