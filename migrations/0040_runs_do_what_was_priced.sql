-- A run does what it was priced for, is asked for once, and is settled once.
alter table ai_tasks
  add column priced uuid[],              -- the rows that its price is for, where item_id does not say it; it does these and no others
  add column used bigint not null default 0,        -- credits of this round for what is kept whatever becomes of the run
  add column settled smallint not null default 0,   -- the last round that the ledger has settled
  add column request text;               -- what an idempotency key was sent with, as a hash; another request may not have the key
-- Rows that open runs will do, besides their item.
create index ai_tasks_priced on ai_tasks (account_id, function) where finished_at is null and priced is not null;

-- Forced policies would hide every row from the owner who migrates.
alter table ai_tasks no force row level security;
update ai_tasks set settled = round where finished_at is not null;
alter table ai_tasks force row level security;
