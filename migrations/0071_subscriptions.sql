-- Which plan an account pays for. The truth is Stripe's: a row is what its API said last, and says when to ask again.

create table subscriptions (
  account_id uuid primary key references accounts on delete cascade,
  -- Both are null of a customer who has not subscribed yet. Without a Stripe subscription, an operator gave the plan.
  plan text references plans,
  status text check (status in ('trialing', 'active', 'past_due', 'unpaid', 'canceled')),
  stripe_customer text,
  stripe_subscription text,
  period_end timestamptz,                -- of the period that is paid or due
  ends_at timestamptz,                   -- when it ends by itself, if it was canceled for later
  grace_until timestamptz,               -- how long the plan stays while a payment is late
  -- The last period that was paid: credits are granted within it, month by month.
  paid_from timestamptz,
  paid_until timestamptz,
  sync_due_at timestamptz,               -- when Stripe's API is asked again
  sync_lease_until timestamptz,          -- until when somebody is at it
  sync_fence bigint not null default 0,  -- who began later: an answer to an earlier one writes nothing
  sync_error text,
  updated_at timestamptz not null default now(),
  check ((plan is null) = (status is null)),
  check (stripe_subscription is null or (stripe_customer is not null and plan is not null))
);
create index subscriptions_customer on subscriptions (stripe_customer) where stripe_customer is not null;
create index subscriptions_by_stripe on subscriptions (stripe_subscription) where stripe_subscription is not null;
create index subscriptions_sync on subscriptions (sync_due_at) where sync_due_at is not null;
call tenant_table('subscriptions', for_system => true);
-- Nobody gives their own account a plan.
revoke insert, update, delete on subscriptions from igny8_app;

-- The plan that holds for an account now. A late payment leaves it for the time of grace.
create view account_plans with (security_invoker = true) as
select a.id as account_id, p.key as plan
from accounts a
left join subscriptions s on s.account_id = a.id
  and (s.status in ('trialing', 'active') or (s.status = 'past_due' and s.grace_until > now()))
join plans p on case when s.plan is null then p.is_default else p.key = s.plan end;
grant select on account_plans to igny8_app, igny8_system;
