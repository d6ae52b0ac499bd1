-- Members who are limited to some sites are told of these alone, and what is counted by site is theirs by site. Clients are told of
-- articles that wait for them.

-- What each notification is about; null: the whole account. Who may no longer see the sites no longer reads it.
alter table notifications add column sites uuid[];
create policy sites on notifications as restrictive for select to igny8_site using (sites <@ (select own_sites())::uuid[]);

-- What runs spend is written by whoever starts them, and read of the own sites.
create policy sites on spending_figures as restrictive for select to igny8_site
  using (site_id = any ((select own_sites())::uuid[]));

-- Tells members of at least a role who see these sites of something, or one person alone: each once, as they have chosen.
drop function notify_members(uuid, text, text, text, text, text, uuid, text, uuid);
create function notify_members(account uuid, of_kind text, of_cause text, says text, leads text, of_role text, only_user uuid,
  of_function text default null, except_user uuid default null, of_sites uuid[] default null)
returns void language sql as $$
  insert into notifications (account_id, user_id, kind, cause, function, text, path, sites, mail_at)
  select m.account_id, m.user_id, of_kind, of_cause, of_function, left(says, 2000), leads, of_sites,
    case d.delivery when 'mail' then now() when 'digest' then (select digest_time(a.time_zone) from accounts a where a.id = account) end
  from members m
  left join member_preferences c on c.account_id = m.account_id and c.id = m.user_id
  cross join lateral (select coalesce(to_jsonb(c) ->> of_kind, notification_default(of_kind)) as delivery) d
  where m.account_id = account and d.delivery <> 'off' and m.user_id is distinct from except_user
    and (only_user is null or m.user_id = only_user)
    and (m.site_ids is null or of_sites <@ m.site_ids)
    and array_position(array['viewer', 'client', 'editor', 'admin', 'owner'], m.role)
      >= array_position(array['viewer', 'client', 'editor', 'admin', 'owner'], of_role)
  on conflict do nothing
$$;

create or replace function notify_run() returns trigger language plpgsql as $$
declare
  publishes boolean := new.function in ('publish', 'confirm_appearance');
  one text := format('run %s %s', new.id, extract(epoch from new.finished_at));
begin
  if new.status = 'succeeded' then
    perform notify_members(new.account_id, 'run_finished', one, coalesce(new.message, 'Done.'),
      '/system/tasks/' || new.id, 'viewer', new.created_by, new.function, of_sites => new.sites)
    where new.created_by is not null;
  elsif publishes then
    -- What looks after articles by itself tries again and again: that is told once a day.
    perform notify_members(new.account_id, 'publication_failed',
      case when new.function = 'publish' then one else format('article %s %s', new.item_id, current_date) end,
      coalesce(new.error, 'See why in its log.'), '/system/tasks/' || new.id, 'editor', null, new.function, of_sites => new.sites);
  elsif new.function <> 'test_connection' and (new.queue = 'scheduled' or new.finished_at - new.created_at > interval '1 minute') then
    perform notify_members(new.account_id, 'run_failed', one, coalesce(new.error, 'See why in its log.'),
      '/system/tasks/' || new.id, case when new.created_by is null then 'editor' else 'viewer' end, new.created_by, new.function,
      of_sites => new.sites);
  end if;
  return null;
end $$;

-- Each member is told of the articles among those of one change that they see.
create or replace function notify_review() returns trigger language plpgsql as $$
declare asked record;
begin
  -- An article whose account or writer goes is changed by the database, which may read no sites and asks for no review.
  if current_user = 'igny8_system' then
    return null;
  end if;
  for asked in
    with waiting as materialized (
      select f.account_id, f.id, f.title, f.edition, f.sector_id from fresh f join stale s on s.account_id = f.account_id and s.id = f.id
      where f.status = 'in_review' and s.status <> 'in_review' and f.deleted_in is null),
    of_site as (
      select w.*, t.site_id from waiting w join sectors t on t.account_id = w.account_id and t.id = w.sector_id)
    select f.account_id, m.user_id, count(*) as articles, min(f.title) as title, (array_agg(f.id order by f.id))[1] as first,
      array_agg(distinct f.site_id) as sites, md5(string_agg(f.id::text || f.edition, ',' order by f.id)) as of_these
    from of_site f join members m on m.account_id = f.account_id and (m.site_ids is null or f.site_id = any (m.site_ids))
    group by f.account_id, m.user_id
  loop
    perform notify_members(asked.account_id, 'approval_waiting', 'articles ' || asked.of_these,
      case when asked.articles = 1 then format('“%s” is ready for review.', asked.title)
        else format('%s articles are ready for review.', asked.articles) end,
      case when asked.articles = 1 then '/writer/content/' || asked.first else '/writer/content?status=in_review' end,
      'client', asked.user_id, null, nullif(current_setting('app.user_id', true), '')::uuid, asked.sites);
  end loop;
  return null;
end $$;

create or replace function notify_firing() returns trigger language plpgsql as $$
declare
  schedule record;
  most integer;
  used bigint;
  this_month text := to_char(now() at time zone 'UTC', 'YYYY-MM');
begin
  select h.name, h.credits, case when h.site_id is not null then array[h.site_id] end as sites into schedule
  from schedules h where h.account_id = new.account_id and h.id = new.schedule_id;
  if new.error is not null then
    perform notify_members(new.account_id, 'schedule_skipped', format('schedule %s %s', new.schedule_id, (new.at at time zone 'UTC')::date),
      format('“%s” didn’t start. %s', schedule.name, new.error), '/automation/runs?schedule_id=' || new.schedule_id, 'editor', null,
      of_sites => schedule.sites);
  end if;
  if new.task_id is not null and new.rows_left > 0 and schedule.credits > 0 then
    perform notify_members(new.account_id, 'budget_low', format('schedule %s %s', new.schedule_id, this_month),
      format('“%s” reached its limit. %s', schedule.name, coalesce(new.note, '')),
      '/automation/schedules/' || new.schedule_id, 'editor', null, of_sites => schedule.sites);
  end if;
  if new.task_id is not null then
    select p.max_scheduled_runs into most from account_plans h join plans p on p.key = h.plan where h.account_id = new.account_id;
    if most > 0 then
      select count(*) into used from schedule_fires f
      where f.account_id = new.account_id and f.task_id is not null and f.at >= date_trunc('month', now(), 'UTC');
      if used * 5 >= most * 4 then
        perform notify_members(new.account_id, 'budget_low', 'scheduled runs ' || this_month,
          format('%s of %s scheduled runs of this month are used.', used, most), '/billing/plan', 'admin', null);
      end if;
    end if;
  end if;
  return null;
end $$;

create or replace function notify_switched_off() returns trigger language plpgsql as $$
begin
  perform notify_members(new.account_id, 'schedule_skipped', format('off %s %s', new.id, extract(epoch from now())),
    format('“%s” was turned off. %s', new.name, new.error), '/automation/schedules/' || new.id, 'editor', null,
    of_sites => case when new.site_id is not null then array[new.site_id] end);
  return null;
end $$;

-- The site of a run is found whoever starts it.
create or replace function run_site() returns trigger language plpgsql as $$
begin
  -- Work across accounts may not read what is an account's own.
  if current_user not in ('igny8_app', 'igny8_site') then
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

-- What the staff gives or takes is of no run, and counts as what anybody gives.
create policy staff_adds on spending_figures for insert to igny8_staff with check (function is null and model is null and used = 0);
grant insert on spending_figures to igny8_staff;
create or replace function count_credits() returns trigger language plpgsql as $$
begin
  if current_user = 'igny8_staff' then
    insert into spending_figures (account_id, day, given)
    select e.account_id, (e.created_at at time zone 'UTC')::date, sum(e.amount) from fresh e where e.amount <> 0 group by 1, 2;
    return null;
  end if;
  insert into spending_figures (account_id, day, function, user_id, site_id, given, used)
  select e.account_id, (e.created_at at time zone 'UTC')::date, t.function, t.created_by, t.site_id,
    coalesce(sum(e.amount) filter (where e.kind in ('grant', 'adjust')), 0),
    coalesce(-sum(e.amount) filter (where e.kind not in ('grant', 'adjust')), 0)
  from fresh e left join ai_tasks t on t.account_id = e.account_id and t.id = e.task_id
  where e.amount <> 0 group by 1, 2, 3, 4, 5;
  return null;
end $$;

-- Lists show the latest first by ids that sort by the time they were made (version 7), so that what triggers make needs such ones, too.
create function id_by_time() returns uuid language sql volatile parallel safe as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;
alter table notifications alter column id set default id_by_time();
create or replace function tell_webhooks(of_account uuid, kind text, data jsonb, pause interval default null) returns void
language sql as $$
  insert into webhook_deliveries (account_id, id, webhook_id, event, body)
  select h.account_id, id_by_time(), h.id, kind,
    jsonb_build_object('type', kind, 'timestamp', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'data', data)::text
  from webhooks h
  where h.account_id = of_account and h.enabled and h.deleted_in is null and h.events ? kind
    and (select count(*) from (
        select from webhook_deliveries d
        where d.account_id = h.account_id and d.webhook_id = h.id and d.status = 'waiting' limit 5000) w) < 5000
    and (pause is null or not exists (
        select from webhook_deliveries d
        where d.account_id = h.account_id and d.webhook_id = h.id and d.event = kind and d.created_at > now() - pause))
$$;

-- All kinds of mail, whatever the files before left of them.
alter table mails drop constraint mails_kind_check;
alter table mails add constraint mails_kind_check check (kind in ('invitation', 'password_reset', 'password_changed',
  'verify_address', 'confirm_new_address', 'address_change_asked', 'address_changed', 'two_factor_changed', 'webhook_disabled',
  'notifications', 'ownership_transferred', 'account_deletion'));

-- Apps may have the right of clients, too.
alter table oauth_grants
  drop constraint oauth_grants_role_check,
  add constraint oauth_grants_role_check check (role in ('viewer', 'client', 'editor', 'admin', 'owner'));
