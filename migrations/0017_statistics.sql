-- Statistics of a table that has more than doubled since they were made: what fills a table within one minute cannot wait for
-- autovacuum. Until then PostgreSQL takes an account for a two-hundredth of the table, and any index that begins with it for as
-- good as the right one. Says whether it made them; a table that is being vacuumed is left alone.
create function refresh_statistics(of_table regclass) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select pg_relation_size(oid) / current_setting('block_size')::int8 <= 2 * relpages + 16 from pg_class where oid = of_table) then
    return false;
  end if;
  set local lock_timeout = '50ms';
  execute format('analyze %s', of_table);
  set local lock_timeout = 0;
  return true;
exception when lock_not_available then
  return false;
end $$;
revoke execute on function refresh_statistics from public;
grant execute on function refresh_statistics to igny8_app, igny8_system;
