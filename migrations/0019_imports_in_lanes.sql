-- Imports save several batches at once.

-- Which rows of the file are saved, counted from 0: a batch may be there before the one that precedes it.
alter table imports add column saved int8multirange not null default '{}';
update imports set saved = int8multirange(int8range(0, rows_read));

-- A keyword's sector says whose it is, and goes with the account. Asking both for each row of an import costs a tenth of it.
alter table keywords drop constraint keywords_account_id_fkey;

-- Clusters are locked in one order before they are counted: two transactions that change keywords of the same clusters wait for
-- each other instead of deadlocking, and the second counts what the first has changed.
create or replace function refresh_clusters(changed uuid[]) returns void language sql as $$
  select from clusters where id = any (changed) order by account_id, id for no key update;
  update clusters c
  set keywords = s.n, volume = s.volume, difficulty = s.difficulty
  from (
    select c.account_id, c.id, count(k.id) as n, sum(k.volume)::bigint as volume, avg(k.difficulty)::float8 as difficulty
    from clusters c
    left join keywords k on k.account_id = c.account_id and k.cluster_id = c.id and k.deleted_in is null
    where c.id = any (changed)
    group by c.account_id, c.id
  ) s
  where c.account_id = s.account_id and c.id = s.id
    and (c.keywords, c.volume, c.difficulty) is distinct from (s.n, s.volume, s.difficulty)
$$;
