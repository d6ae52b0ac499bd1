-- A run of many items is a parent without a worker; its children do the work, each with its own credits.

alter table ai_tasks
  add column parent_id uuid,
  add column item_id uuid,               -- the row that a child is for
  add column children integer not null default 0,
  add foreign key (account_id, parent_id) references ai_tasks on delete cascade;
create index ai_tasks_parent on ai_tasks (account_id, parent_id) where parent_id is not null;
create index ai_tasks_item on ai_tasks (account_id, item_id) where item_id is not null and finished_at is null;
