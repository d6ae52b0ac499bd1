#!/usr/bin/env bash
# The keyword list over REST (filter and sort, 50 of 10,000 rows) against pgbench with the same SQL, in the same run: with a filter
# whose count is kept, as when somebody pages, and with another filter each time.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

seconds=${BENCH_SECONDS:-5}
clients=${BENCH_CLIENTS:-8}
need wrk wrk
sign_in

# Arguments: a threshold, how often the table had changed when it was counted, the count then. The statement that the server sends.
statement() {
  cat <<SQL
begin; set local role igny8_app; set local app.account_id = '$account';
select seen.at, seen.counted,
  k.id, k.keyword, (k.volume)::int8, (k.difficulty)::int8, (k.cpc)::float8, k.intent,
  case when c.id is not null then 'clustered' when k.stray then 'stray' else 'new' end, c.id, c.name, k.pinned,
  k.sector_id, s.name, s.site_id, w.name, k.country, to_jsonb(k.trend), k.volume_bucketed, k.source, k.created_at
from (select stamp.at, case when stamp.at = $2 then $3
    else (select count(*) from (select 1 from keywords k where true and k.deleted_in is null and k.volume >= $1 limit 10001) counted)
    end as counted
  from (select (select coalesce(sum(changes), 0)::int8 from table_changes where of_table in ('keywords')) as at offset 0) stamp) seen
cross join (select k.id from keywords k where true and k.deleted_in is null and k.volume >= $1
  order by k.volume desc nulls last, k.id asc limit 50) page
join keywords k on k.id = page.id
join sectors s on s.account_id = k.account_id and s.id = k.sector_id
join sites w on w.account_id = s.account_id and w.id = s.site_id
left join clusters c on c.account_id = k.account_id and c.id = k.cluster_id and c.deleted_in is null
order by k.volume desc nulls last, k.id asc;
commit;
SQL
}

# Arguments: what it is called, the SQL, options of wrk.
compare() {
  local name=$1 file=$2
  shift 2
  baseline=$(pgbench -n -M prepared -c "$clients" -j 2 -T "$seconds" -f "$file" "$IGNY8_ADMIN_DATABASE_URL" 2>/dev/null |
    sed -n 's/^tps = \([0-9.]*\).*/\1/p')
  wrk -t 2 -c "$clients" -d "${seconds}s" --latency -H "authorization: Bearer $token" "$@" >"$work/wrk.txt"
  rest=$(sed -n 's/^Requests\/sec: *//p' "$work/wrk.txt")
  p99=$(sed -n 's/^ *99% *//p' "$work/wrk.txt")
  awk -v name="$name" -v a="$rest" -v b="$baseline" -v p99="$p99" 'BEGIN {
    printf "%-30s %10.0f %12.0f %8.0f %% %10s\n", name, a, b, 100 * a / b, p99 }'
}

measure() {
  at=$(sql -c "select coalesce(sum(changes), 0) from table_changes where account_id = '$account' and of_table = 'keywords'")
  statement 50000 "$at" 5000 >"$work/kept.sql"
  { echo '\set volume random(40000, 60000)'; statement :volume null 0; } >"$work/new.sql"
  cat >"$work/new.lua" <<LUA
local threads = 0
setup = function(thread)
  threads = threads + 1
  thread:set("id", threads)
end
init = function() math.randomseed(id) end
request = function()
  return wrk.format("GET", "/api/v1/planner/keywords?sort=-volume&volume_min=" .. (40000 + math.random() * 20000))
end
LUA
  compare "$1, count kept" "$work/kept.sql" "$api/planner/keywords?volume_min=50000&sort=-volume"
  compare "$1, another filter each" "$work/new.sql" -s "$work/new.lua" "$IGNY8_BASE_URL"
}

echo "keyword list, $clients clients; the aim is 60 % of pgbench or more"
printf '%-30s %10s %12s %10s %10s\n' rows 'REST /s' 'pgbench /s' ratio p99
fill 10000
measure 10,000
if [ "${BENCH_LARGE:-}" = 1 ]; then
  fill 1000000
  measure 1,000,000
fi
unfill
