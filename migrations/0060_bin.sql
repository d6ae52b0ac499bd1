-- What the bin shows of a deletion, noted when it is made: nobody counts marked rows for a list.
alter table deletions
  add column name text,                           -- what the first of its rows was called
  add column rows bigint,                         -- rows of the resource itself
  add column along jsonb not null default '[]',   -- [{resource, rows}]: what was deleted with them
  add column contents text,                       -- the same in words, such as “24 clusters, 197 keywords”
  add column least smallint not null default 1;   -- the rank of the least role that may bring all of it back

alter table deletions no force row level security;
update deletions set least = 2 where resource like 'auth/%' or resource like 'system/%';
update deletions set least = 3 where resource like 'billing/%';
alter table deletions force row level security;

-- Only what the one who looks may bring back. The view reads as the one who asks, so that the account's policy holds.
create view bin with (security_invoker) as
  select account_id, id, resource, deleted_by, deleted_at, name, rows, along, contents, least,
    deleted_at + interval '30 days' as kept_until
  from deletions
  where rows is distinct from 0
    and least <= coalesce(nullif(current_setting('app.rank', true), '')::int, -1);
grant select on bin to igny8_app;
