-- Plans and list prices get an id, by which lists and forms know a row, and the staff may change them.
alter table plans add column id uuid not null unique default gen_random_uuid();
alter table model_prices add column id uuid not null unique default gen_random_uuid();

create policy staff_changes on plans for update to igny8_staff using (true) with check (true);
grant update (id, name, offered, price_cents, monthly_credits, max_sites, max_members, max_keywords, max_scheduled_runs)
  on plans to igny8_staff;
grant select, insert, update on model_prices to igny8_staff;

-- How model providers answered, by day in UTC. A day of a provider has the same id whenever it is looked at.
create view provider_days with (security_invoker = true) as
select md5(provider || ' ' || day)::uuid as id, provider, day at time zone 'UTC' as day,
  count(*) as calls,
  count(*) filter (where status = 'failed') as failed,
  (count(*) filter (where status = 'failed'))::float8 / count(*) as error_rate,
  (percentile_cont(0.5) within group (order by latency_ms))::int8 as typical_ms,
  (percentile_cont(0.95) within group (order by latency_ms))::int8 as slow_ms,
  sum(cost)::float8 as cost
from (
  select provider, status, latency_ms, cost, date_trunc('day', created_at at time zone 'UTC') as day
  from ai_calls where created_at > now() - interval '90 days') c
group by provider, day;
grant select on provider_days to igny8_staff;
