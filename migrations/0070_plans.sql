-- What accounts may have and what that costs. Plans belong to no account: everybody reads them, and operators change them.

create table plans (
  key text primary key check (key ~ '^[a-z][a-z0-9_]{0,31}$'),
  name text not null check (name <> ''),
  position smallint not null,            -- among the others, the least first
  offered boolean not null default true, -- whether it can be chosen; accounts that have it keep it
  is_default boolean not null default false,  -- what accounts without a subscription have
  price_cents integer not null default 0 check (price_cents >= 0),  -- dollars a month, as people read them
  -- Prices at Stripe: the last is what is bought now, the others are what earlier customers still pay. None: it cannot be bought.
  stripe_prices text[] not null default '{}',
  monthly_credits bigint not null default 0 check (monthly_credits >= 0),
  -- The most of each; null is no limit. Invitations count as members, scheduled runs count for a calendar month.
  max_sites integer check (max_sites > 0),
  max_members integer check (max_members > 0),
  max_keywords integer check (max_keywords > 0),
  max_scheduled_runs integer check (max_scheduled_runs >= 0)
);
create unique index plans_default on plans (is_default) where is_default;

insert into plans (key, name, position, offered, is_default, price_cents, monthly_credits,
                   max_sites, max_members, max_keywords, max_scheduled_runs)
values
  ('free', 'Free', 1, true, true, 0, 100, 2, 3, 5000, 60),
  ('starter', 'Starter', 2, true, false, 2900, 3000, 5, 5, 25000, 300),
  ('growth', 'Growth', 3, true, false, 9900, 15000, 20, 15, 250000, 2000),
  ('scale', 'Scale', 4, true, false, 29900, 60000, 100, 50, 2000000, 10000),
  -- For installations that sell nothing.
  ('unlimited', 'Unlimited', 5, false, false, 0, 0, null, null, null, null);

-- Where people have worked without plans, nobody is held to one until an operator says so. Policies hide accounts from the owner, too.
alter table accounts no force row level security;
update plans set is_default = false where key = 'free' and exists (select from accounts);
update plans set is_default = true where key = 'unlimited' and exists (select from accounts);
alter table accounts force row level security;

alter table plans enable row level security;
alter table plans force row level security;
create policy everybody on plans for select to igny8_app using (true);
create policy system on plans to igny8_system using (true) with check (true);
grant select on plans to igny8_app;
grant select, insert, update on plans to igny8_system;

-- What scheduled runs of a month are counted by.
create index schedule_fires_started on schedule_fires (account_id, at) where task_id is not null;
