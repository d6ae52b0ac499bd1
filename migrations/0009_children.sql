-- A run of many items is a parent without a worker; its children do the work, each with its own credits.

alter table ai_tasks
  add column parent_id uuid,
  add column item_id uuid,               -- the row that a run is for
  add column children integer not null default 0,
  add foreign key (account_id, parent_id) references ai_tasks on delete cascade;
create index ai_tasks_parent on ai_tasks (account_id, parent_id, status) where parent_id is not null;
create index ai_tasks_item on ai_tasks (account_id, item_id) where item_id is not null and finished_at is null;

-- Whatever ends or restarts a child, its parent's state follows in the same transaction. The parent is locked first, so
-- that of two children that end at once the second counts the first.
create function ai_tasks_child_changed() returns trigger language plpgsql as $$
begin
  perform from ai_tasks where account_id = new.account_id and id = new.parent_id for no key update;
  update ai_tasks p set
    status = case when c.open > 0 then 'running' when c.failed > 0 then 'failed' when c.cancelled > 0 then 'cancelled' else 'succeeded' end,
    phase = case when c.open > 0 or c.failed + c.cancelled > 0 then 'call' else 'done' end,
    percent = 100 * (c.total - c.open) / c.total,
    message = format('%s of %s done', c.succeeded, c.total)
      || case when c.failed > 0 then format(', %s failed', c.failed) else '' end
      || case when c.cancelled > 0 then format(', %s cancelled', c.cancelled) else '' end,
    error = case when c.open = 0 and c.failed > 0
      then format('%s of %s failed. See why below; Retry does those again.', c.failed, c.total) end,
    result = jsonb_build_object('items', c.total, 'succeeded', c.succeeded, 'failed', c.failed, 'cancelled', c.cancelled),
    credits = c.credits,
    cancel_requested = p.cancel_requested and c.open > 0,
    finished_at = case when c.open = 0 then now() end
  from (
    select count(*) as total,
      count(*) filter (where status in ('queued', 'running', 'retry_wait')) as open,
      count(*) filter (where status = 'succeeded') as succeeded,
      count(*) filter (where status in ('failed', 'dead')) as failed,
      count(*) filter (where status = 'cancelled') as cancelled,
      coalesce(sum(credits), 0)::int8 as credits
    from ai_tasks where account_id = new.account_id and parent_id = new.parent_id) c
  where p.account_id = new.account_id and p.id = new.parent_id and c.total > 0;
  return null;
end $$;

create trigger child_changed after update of status on ai_tasks for each row
  when (new.parent_id is not null and new.status is distinct from old.status
    and (new.finished_at is not null or old.finished_at is not null))
  execute function ai_tasks_child_changed();
