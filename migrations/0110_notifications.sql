-- What members are told of: an inbox for each, written in the transaction of what it tells of, and how each wants to hear of it.

-- How a member hears of each kind; null is the kind's default, so that members need no row.
create table member_preferences (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null references users on delete cascade,  -- the member's person
  run_finished text check (run_finished in ('off', 'app', 'mail', 'digest')),
  run_failed text check (run_failed in ('off', 'app', 'mail', 'digest')),
  publication_failed text check (publication_failed in ('off', 'app', 'mail', 'digest')),
  approval_waiting text check (approval_waiting in ('off', 'app', 'mail', 'digest')),
  schedule_skipped text check (schedule_skipped in ('off', 'app', 'mail', 'digest')),
  credits_low text check (credits_low in ('off', 'app', 'mail', 'digest')),
  budget_low text check (budget_low in ('off', 'app', 'mail', 'digest')),
  invitation_accepted text check (invitation_accepted in ('off', 'app', 'mail', 'digest')),
  primary key (account_id, id)
);
call tenant_table('member_preferences', for_system => true);

create table notifications (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('run_finished', 'run_failed', 'publication_failed', 'approval_waiting',
    'schedule_skipped', 'credits_low', 'budget_low', 'invitation_accepted')),
  cause text not null,                   -- what it tells of: each is told once
  function text,                         -- of the run that it is about
  text text not null,
  path text not null,                    -- where something can be done about it
  created_at timestamptz not null default now(),
  read_at timestamptz,
  announced boolean not null default false,  -- whether open browsers were told
  mail_at timestamptz,                   -- when mail is to tell of it; null once it did, or where none shall
  primary key (account_id, id)
);
create unique index notifications_once on notifications (account_id, user_id, kind, cause);
create index notifications_recent on notifications (account_id, user_id, created_at desc, id desc);
create index notifications_unread on notifications (account_id, user_id) where read_at is null;
create index notifications_new on notifications (created_at) where not announced;
create index notifications_mail on notifications (mail_at) where mail_at is not null;
create index notifications_age on notifications (created_at);
call tenant_table('notifications', for_system => true);
-- Each member reads and marks the own ones; whoever does something writes those of the others.
create policy own_read on notifications as restrictive for select to igny8_app
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
create policy own_marked on notifications as restrictive for update to igny8_app
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
revoke update, delete on notifications from igny8_app;
grant update (id, read_at) on notifications to igny8_app;

-- How a kind is told unless somebody has chosen.
create function notification_default(kind text) returns text language sql immutable as $$
  select case kind when 'publication_failed' then 'mail' when 'credits_low' then 'mail' else 'app' end
$$;

-- The next eight o'clock in a time zone. A zone that the database does not know must not end what is told of.
create function digest_time(zone text) returns timestamptz language plpgsql stable as $$
declare here timestamp;
begin
  here := now() at time zone zone;
  return (date_trunc('day', here) + interval '8 hours' + case when here::time >= time '08:00' then interval '1 day' else interval '0' end)
    at time zone zone;
exception when invalid_parameter_value then
  return digest_time('UTC');
end $$;

-- Tells members of at least a role of something, or one person alone: each once, as they have chosen.
create function notify_members(account uuid, of_kind text, of_cause text, says text, leads text, of_role text, only_user uuid,
  of_function text default null, except_user uuid default null)
returns void language sql as $$
  insert into notifications (account_id, user_id, kind, cause, function, text, path, mail_at)
  select m.account_id, m.user_id, of_kind, of_cause, of_function, left(says, 2000), leads,
    case d.delivery when 'mail' then now() when 'digest' then (select digest_time(a.time_zone) from accounts a where a.id = account) end
  from members m
  left join member_preferences c on c.account_id = m.account_id and c.id = m.user_id
  cross join lateral (select coalesce(to_jsonb(c) ->> of_kind, notification_default(of_kind)) as delivery) d
  where m.account_id = account and d.delivery <> 'off' and m.user_id is distinct from except_user
    and (only_user is null or m.user_id = only_user)
    and array_position(array['viewer', 'editor', 'admin', 'owner'], m.role)
      >= array_position(array['viewer', 'editor', 'admin', 'owner'], of_role)
  on conflict do nothing
$$;

-- A run that took its time, or that nobody watched: whoever started it is told, else those who can do something about it.
-- Of a run with parts its parent tells.
create function notify_run() returns trigger language plpgsql as $$
declare
  publishes boolean := new.function in ('publish', 'confirm_appearance');
  one text := format('run %s %s', new.id, extract(epoch from new.finished_at));
begin
  if new.status = 'succeeded' then
    perform notify_members(new.account_id, 'run_finished', one, coalesce(new.message, 'Done.'),
      '/system/tasks/' || new.id, 'viewer', new.created_by, new.function)
    where new.created_by is not null;
  elsif publishes then
    -- What looks after articles by itself tries again and again: that is told once a day.
    perform notify_members(new.account_id, 'publication_failed',
      case when new.function = 'publish' then one else format('article %s %s', new.item_id, current_date) end,
      coalesce(new.error, 'See why in its log.'), '/system/tasks/' || new.id, 'editor', null, new.function);
  elsif new.function <> 'test_connection' and (new.queue = 'scheduled' or new.finished_at - new.created_at > interval '1 minute') then
    perform notify_members(new.account_id, 'run_failed', one, coalesce(new.error, 'See why in its log.'),
      '/system/tasks/' || new.id, case when new.created_by is null then 'editor' else 'viewer' end, new.created_by, new.function);
  end if;
  return null;
end $$;
create trigger told_of after update of status on ai_tasks for each row
  when (new.parent_id is null and new.finished_at is not null and old.finished_at is null
    and (new.status in ('failed', 'dead') or (new.status = 'succeeded' and new.finished_at - new.created_at > interval '1 minute')))
  execute function notify_run();

-- Articles that wait for approval, those of one change together. Whoever asks for it knows.
create function notify_review() returns trigger language plpgsql as $$
declare asked record;
begin
  for asked in
    select f.account_id, count(*) as articles, min(f.title) as title, (array_agg(f.id order by f.id))[1] as first,
      md5(string_agg(f.id::text || f.edition, ',' order by f.id)) as of_these
    from fresh f join stale s on s.account_id = f.account_id and s.id = f.id
    where f.status = 'in_review' and s.status <> 'in_review' and f.deleted_in is null
    group by f.account_id
  loop
    perform notify_members(asked.account_id, 'approval_waiting', 'articles ' || asked.of_these,
      case when asked.articles = 1 then format('“%s” is ready for review.', asked.title)
        else format('%s articles are ready for review.', asked.articles) end,
      case when asked.articles = 1 then '/writer/content/' || asked.first else '/writer/content?status=in_review' end,
      'editor', null, null, nullif(current_setting('app.user_id', true), '')::uuid);
  end loop;
  return null;
end $$;
create trigger told_of_review after update on contents referencing old table as stale new table as fresh
  for each statement execute function notify_review();

-- Credits that run out: once below a fifth of what there was after the last were given, and once when none is left.
create index credit_entries_given on credit_entries (account_id, created_at desc, id desc)
  where kind in ('grant', 'adjust');
create function notify_credits() returns trigger language plpgsql as $$
declare
  taken record;
  given record;
begin
  for taken in
    select account_id, min(balance) as lowest, max(balance - amount) as before from fresh where kind = 'reserve' group by account_id
  loop
    select e.id, e.balance into given from credit_entries e
    where e.account_id = taken.account_id and e.kind in ('grant', 'adjust') and e.amount > 0
    order by e.created_at desc, e.id desc limit 1;
    continue when not found;
    if taken.lowest <= 0 then
      perform notify_members(taken.account_id, 'credits_low', format('none %s', given.id),
        'Your credits are used up. Tasks that need credits can’t start until there are more.', '/billing', 'admin', null);
    elsif taken.lowest * 5 < given.balance and taken.before * 5 >= given.balance then
      perform notify_members(taken.account_id, 'credits_low', format('low %s', given.id),
        format('%s of %s credits are left.', taken.lowest, given.balance), '/billing', 'admin', null);
    end if;
  end loop;
  return null;
end $$;
create trigger told_of after insert on credit_entries referencing new table as fresh
  for each statement execute function notify_credits();

-- Times of schedules that started nothing, once a day for each schedule, and limits that are nearly reached, once a month.
create function notify_firing() returns trigger language plpgsql as $$
declare
  schedule record;
  most integer;
  used bigint;
  this_month text := to_char(now() at time zone 'UTC', 'YYYY-MM');
begin
  select h.name, h.credits into schedule from schedules h where h.account_id = new.account_id and h.id = new.schedule_id;
  if new.error is not null then
    perform notify_members(new.account_id, 'schedule_skipped', format('schedule %s %s', new.schedule_id, (new.at at time zone 'UTC')::date),
      format('“%s” didn’t start. %s', schedule.name, new.error), '/automation/runs?schedule_id=' || new.schedule_id, 'editor', null);
  end if;
  if new.task_id is not null and new.rows_left > 0 and schedule.credits > 0 then
    perform notify_members(new.account_id, 'budget_low', format('schedule %s %s', new.schedule_id, this_month),
      format('“%s” reached its limit. %s', schedule.name, coalesce(new.note, '')),
      '/automation/schedules/' || new.schedule_id, 'editor', null);
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
create trigger told_of after update on schedule_fires for each row
  when ((new.error is not null and old.error is null) or (new.task_id is not null and old.task_id is null))
  execute function notify_firing();

create function notify_switched_off() returns trigger language plpgsql as $$
begin
  perform notify_members(new.account_id, 'schedule_skipped', format('off %s %s', new.id, extract(epoch from now())),
    format('“%s” was turned off. %s', new.name, new.error), '/automation/schedules/' || new.id, 'editor', null);
  return null;
end $$;
create trigger told_of after update of enabled on schedules for each row
  when (old.enabled and not new.enabled and new.error is not null)
  execute function notify_switched_off();

create function notify_joined() returns trigger language plpgsql as $$
declare
  person record;
  inviter uuid := (select m.user_id from members m where m.account_id = new.account_id and m.user_id = new.invited_by);
begin
  select u.name, u.email into person from users u where u.id = new.user_id;
  perform notify_members(new.account_id, 'invitation_accepted', format('member %s %s', new.id, new.user_id),
    format('%s (%s) joined as %s.', person.name, person.email, new.role), '/auth/users', 'admin', inviter, null, new.user_id);
  return null;
end $$;
create trigger told_of after update of user_id on memberships for each row
  when (old.user_id is null and new.user_id is not null)
  execute function notify_joined();

-- One letter tells of one notification or of several.
alter table mails drop constraint mails_kind_check;
alter table mails add constraint mails_kind_check check (kind in ('invitation', 'password_reset', 'password_changed',
  'verify_address', 'confirm_new_address', 'address_change_asked', 'address_changed', 'two_factor_changed', 'notifications'));
