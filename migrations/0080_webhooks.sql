-- Systems of accounts that are told what happens, and what they were sent. An event is written in the transaction of what it
-- tells of, one delivery for each webhook that asked for it; triggers write it, so that no way of doing something forgets to.

create table webhooks (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null check (name <> ''),
  url text not null check (url <> ''),
  events jsonb not null check (jsonb_typeof(events) = 'array'),  -- the words that it asked for
  enabled boolean not null default true,
  secret bytea not null,                 -- sealed
  secret_hint text not null,             -- its last characters
  rotated_at timestamptz,
  old_secret bytea,                      -- sealed; the one before
  old_secret_until timestamptz,          -- until then it signs as well
  disabled_reason text,                  -- why it was switched off by itself
  failing_since timestamptz,             -- the first of the attempts that failed in a row
  failures integer not null default 0,   -- how many
  paused_until timestamptz,              -- nobody answers there: nothing is tried before
  last_error text,
  last_success_at timestamptz,
  claim uuid,                            -- of the process that sends to it now, one thing after the other
  leased_until timestamptz,
  tried_at timestamptz,
  created_at timestamptz not null default now(),
  deleted_in uuid,
  primary key (account_id, id),
  foreign key (account_id, deleted_in) references deletions on delete cascade
);
create unique index webhooks_name on webhooks (account_id, lower(name)) where deleted_in is null;
create index webhooks_deletion on webhooks (account_id, deleted_in) where deleted_in is not null;
call tenant_table('webhooks', for_system => true);

create table webhook_deliveries (
  account_id uuid not null,
  id uuid not null,                      -- names the event to the receiver, the same for each attempt
  webhook_id uuid not null,
  event text not null check (event in ('run.succeeded', 'run.failed', 'keywords.imported', 'keywords.clustered',
    'article.created', 'article.written', 'article.approved', 'article.published', 'publication.failed', 'credits.low', 'credits.exhausted',
    'schedule.skipped', 'webhook.test')),
  body text not null,                    -- as it is signed
  status text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,   -- since it began to wait
  since timestamptz not null default now(),   -- when it began to wait
  due_at timestamptz not null default now(),
  tried_at timestamptz,
  code smallint,                         -- of the last answer, and so on
  duration_ms integer,
  answer text,
  error text,
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, webhook_id) references webhooks on delete cascade
);
create index webhook_deliveries_waiting on webhook_deliveries (account_id, webhook_id, due_at) where status = 'waiting';
create index webhook_deliveries_since on webhook_deliveries (since) where status = 'waiting';
create index webhook_deliveries_of_webhook on webhook_deliveries (account_id, webhook_id, created_at);
create index webhook_deliveries_recent on webhook_deliveries (account_id, created_at desc, id);
create index webhook_deliveries_age on webhook_deliveries (created_at);
call tenant_table('webhook_deliveries', for_system => true);

-- Writes an event for each webhook that asked for it and has room: a receiver that is gone must not fill the database. With
-- `pause`, none is told the same kind again before it is over.
create function tell_webhooks(of_account uuid, kind text, data jsonb, pause interval default null) returns void
language sql as $$
  insert into webhook_deliveries (account_id, id, webhook_id, event, body)
  select h.account_id, gen_random_uuid(), h.id, kind,
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

-- Runs that ended, and of their parts those that should have published something.
create function ai_tasks_tell() returns trigger language plpgsql as $$
declare
  failed boolean := new.status in ('failed', 'dead');
  data jsonb := jsonb_build_object('id', new.id, 'function', new.function, 'status', new.status, 'message', new.message,
    'error', new.error, 'credits', new.credits, 'children', new.children, 'created_at', new.created_at,
    'finished_at', new.finished_at);
begin
  if new.function = 'publish' and new.item_id is not null and failed then
    perform tell_webhooks(new.account_id, 'publication.failed',
      jsonb_build_object('article_id', new.item_id, 'task_id', new.id, 'error', new.error));
  end if;
  if new.parent_id is not null then
    return null;
  end if;
  perform tell_webhooks(new.account_id, case when failed then 'run.failed' else 'run.succeeded' end, data);
  if not failed and new.function in ('import_keywords', 'auto_cluster') then
    perform tell_webhooks(new.account_id,
      case new.function when 'import_keywords' then 'keywords.imported' else 'keywords.clustered' end,
      data || jsonb_build_object('result', case when pg_column_size(new.result) <= 4000 then new.result end));
  end if;
  return null;
end $$;
create trigger told after update of status on ai_tasks for each row
  when (new.status is distinct from old.status and new.status in ('succeeded', 'failed', 'dead')
    and (new.parent_id is null or new.function = 'publish'))
  execute function ai_tasks_tell();

create function contents_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(new.account_id,
    case when tg_op = 'INSERT' then 'article.created' when new.status = 'approved' then 'article.approved'
      when new.status = 'published' then 'article.published' else 'article.written' end,
    jsonb_build_object('id', new.id, 'title', new.title, 'status', new.status, 'version', new.version, 'words', new.words,
      'score', new.score, 'url', new.url, 'sector_id', new.sector_id,
      'site_id', (select s.site_id from sectors s where s.account_id = new.account_id and s.id = new.sector_id)));
  return null;
end $$;
-- Those that a model begins are told once they are written.
create trigger told_new after insert on contents for each row when (new.status <> 'writing')
  execute function contents_tell();
create trigger told after update of status on contents for each row
  when (new.status is distinct from old.status and new.deleted_in is null
    and (old.status = 'writing' and new.status = 'draft' or new.status in ('approved', 'published')))
  execute function contents_tell();

-- What is spent comes back in part when a run ends, so that a balance may cross the line again and again.
create function credit_balances_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(new.account_id, case when new.balance = 0 then 'credits.exhausted' else 'credits.low' end,
    jsonb_build_object('balance', new.balance), interval '1 day');
  return null;
end $$;
create trigger told after update of balance on credit_balances for each row
  when (new.balance < old.balance and (new.balance = 0 or new.balance < 100 and old.balance >= 100))
  execute function credit_balances_tell();

create function schedule_fires_tell() returns trigger language plpgsql as $$
begin
  perform tell_webhooks(new.account_id, 'schedule.skipped',
    jsonb_build_object('schedule_id', new.schedule_id,
      'name', (select s.name from schedules s where s.account_id = new.account_id and s.id = new.schedule_id),
      'due_at', new.fire_at, 'reason', new.error));
  return null;
end $$;
create trigger told after update of error on schedule_fires for each row
  when (new.error is not null and old.error is null)
  execute function schedule_fires_tell();

-- One more kind of mail, whatever kinds there are.
do $$
declare kinds text;
begin
  select string_agg(quote_literal(m[1]), ', ') into kinds
  from pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::text', 'g') m
  where k.conname = 'mails_kind_check';
  execute 'alter table mails drop constraint mails_kind_check';
  execute format('alter table mails add constraint mails_kind_check check (kind in (%s, ''webhook_disabled''))', kinds);
end $$;
