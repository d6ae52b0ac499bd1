-- What credits and models cost, by day, function, model, member and site, so that nobody reads all entries and calls for it.

-- The site that a run is for, found once, when it is asked for.
alter table ai_tasks add column site_id uuid;
create function run_site() returns trigger language plpgsql as $$
begin
  -- Work across accounts may not read what is an account's own.
  if current_user <> 'igny8_app' then
    return new;
  end if;
  select s.site_id into new.site_id from (
    select sector_id from contents where account_id = new.account_id and id = new.item_id
    union all select sector_id from writing_tasks where account_id = new.account_id and id = new.item_id
    union all select sector_id from clusters where account_id = new.account_id and id = new.item_id
    union all select c.sector_id from images i join contents c on c.account_id = i.account_id and c.id = i.content_id
      where i.account_id = new.account_id and i.id = new.item_id
    union all select sector_id from keywords where account_id = new.account_id and new.item_id is null and id = new.priced[1]
    limit 1) item
  join sectors s on s.account_id = new.account_id and s.id = item.sector_id;
  return new;
end $$;
create trigger of_site before insert on ai_tasks for each row
  when (new.item_id is not null or new.priced is not null)
  execute function run_site();

-- A call says by itself which run it was of: lists are narrowed by it.
alter table ai_calls
  add column function text,
  add column site_id uuid,
  add column user_id uuid;
create function call_of_run() returns trigger language plpgsql as $$
begin
  select t.function, t.site_id, t.created_by into new.function, new.site_id, new.user_id
  from ai_tasks t where t.account_id = new.account_id and t.id = new.run_id;
  return new;
end $$;
create trigger of_run before insert on ai_calls for each row
  when (new.run_id is not null)
  execute function call_of_run();

-- Each statement appends what it changed; nothing is updated in place, so that runs never wait for each other here. The
-- scheduler merges the rows of a day.
create table spending_figures (
  account_id uuid not null references accounts on delete cascade,
  id bigint generated always as identity,
  day date not null,                     -- in UTC
  function text,                         -- of the run; null for what no run did
  model text,                            -- who was asked; null for what the ledger says
  user_id uuid,                          -- who started it; null for schedules
  site_id uuid,                          -- none refers to a row: what was spent stays spent
  given bigint not null default 0,       -- credits that were added or taken by people
  used bigint not null default 0,        -- credits that runs took and did not give back
  calls bigint not null default 0,
  failed bigint not null default 0,
  tokens bigint not null default 0,
  cost numeric(14, 6) not null default 0,  -- dollars
  merged boolean not null default false,
  primary key (account_id, id)
);
create index spending_figures_day on spending_figures (account_id, day);
create index spending_figures_loose on spending_figures (account_id, day) where not merged;
call tenant_table('spending_figures', for_system => true);

create function count_credits() returns trigger language plpgsql as $$
begin
  insert into spending_figures (account_id, day, function, user_id, site_id, given, used)
  select e.account_id, (e.created_at at time zone 'UTC')::date, t.function, t.created_by, t.site_id,
    coalesce(sum(e.amount) filter (where e.kind in ('grant', 'adjust')), 0),
    coalesce(-sum(e.amount) filter (where e.kind not in ('grant', 'adjust')), 0)
  from fresh e left join ai_tasks t on t.account_id = e.account_id and t.id = e.task_id
  where e.amount <> 0 group by 1, 2, 3, 4, 5;
  return null;
end $$;
create trigger counted after insert on credit_entries referencing new table as fresh
  for each statement execute function count_credits();

create function count_call() returns trigger language plpgsql as $$
declare
  first boolean := old.status = 'sent';
begin
  insert into spending_figures (account_id, day, function, model, user_id, site_id, calls, failed, tokens, cost)
  values (new.account_id, (new.created_at at time zone 'UTC')::date, new.function, new.model, new.user_id, new.site_id,
    first::int, (new.status = 'failed')::int - (old.status = 'failed')::int,
    new.input_tokens + new.output_tokens - case when first then 0 else old.input_tokens + old.output_tokens end,
    new.cost - case when first then 0 else old.cost end);
  return null;
end $$;
create trigger counted after update on ai_calls for each row
  when (new.status <> 'sent' and (new.status, new.input_tokens, new.output_tokens, new.cost)
    is distinct from (old.status, old.input_tokens, old.output_tokens, old.cost))
  execute function count_call();

-- What is there already, of the last 400 days. The owner sees rows of all accounts only while row-level security is not forced.
alter table ai_tasks no force row level security;
alter table ai_calls no force row level security;
alter table credit_entries no force row level security;
alter table contents no force row level security;
alter table writing_tasks no force row level security;
alter table clusters no force row level security;
alter table sectors no force row level security;
alter table spending_figures no force row level security;
insert into spending_figures (account_id, day, function, user_id, site_id, given, used, merged)
select e.account_id, (e.created_at at time zone 'UTC')::date, t.function, t.created_by, s.site_id,
  coalesce(sum(e.amount) filter (where e.kind in ('grant', 'adjust')), 0),
  coalesce(-sum(e.amount) filter (where e.kind not in ('grant', 'adjust')), 0), true
from credit_entries e
left join ai_tasks t on t.account_id = e.account_id and t.id = e.task_id
left join contents c on c.account_id = t.account_id and c.id = t.item_id
left join writing_tasks w on w.account_id = t.account_id and w.id = t.item_id
left join clusters k on k.account_id = t.account_id and k.id = t.item_id
left join sectors s on s.account_id = t.account_id and s.id = coalesce(c.sector_id, w.sector_id, k.sector_id)
where e.amount <> 0 and e.created_at > now() - interval '400 days'
group by 1, 2, 3, 4, 5;
insert into spending_figures (account_id, day, function, model, user_id, site_id, calls, failed, tokens, cost, merged)
select l.account_id, (l.created_at at time zone 'UTC')::date, t.function, l.model, t.created_by, s.site_id,
  count(*), count(*) filter (where l.status = 'failed'), sum(l.input_tokens + l.output_tokens), sum(l.cost), true
from ai_calls l
left join ai_tasks t on t.account_id = l.account_id and t.id = l.run_id
left join contents c on c.account_id = l.account_id and c.id = l.content_id
left join sectors s on s.account_id = c.account_id and s.id = c.sector_id
where l.status <> 'sent' and l.created_at > now() - interval '400 days'
group by 1, 2, 3, 4, 5, 6;
alter table ai_tasks force row level security;
alter table ai_calls force row level security;
alter table credit_entries force row level security;
alter table contents force row level security;
alter table writing_tasks force row level security;
alter table clusters force row level security;
alter table sectors force row level security;
alter table spending_figures force row level security;
