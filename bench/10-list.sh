#!/usr/bin/env bash
# The keyword list over REST (filter and sort, 50 of 10,000 rows) against pgbench with the same SQL, in the same run.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

seconds=${BENCH_SECONDS:-5}
clients=${BENCH_CLIENTS:-8}
need wrk wrk
sign_in

# The statement that the server sends for the same request, with the columns that a row has.
cat >"$work/list.sql" <<SQL
begin; set local role igny8_app; set local app.account_id = '$account';
select (select count(*) from (select 1 from keywords k where true and k.deleted_in is null and k.volume >= 50000 limit 10001) counted),
  k.id, k.keyword, (k.volume)::int8, (k.difficulty)::int8, (k.cpc)::float8, k.intent,
  case when c.id is not null then 'clustered' when k.stray then 'stray' else 'new' end, c.id, c.name, k.pinned,
  k.sector_id, s.name, s.site_id, w.name, k.country, to_jsonb(k.trend), k.volume_bucketed, k.source, k.created_at
from (select k.id from keywords k where true and k.deleted_in is null and k.volume >= 50000
  order by k.volume desc nulls last, k.id asc limit 50) page
join keywords k on k.id = page.id
join sectors s on s.account_id = k.account_id and s.id = k.sector_id
join sites w on w.account_id = s.account_id and w.id = s.site_id
left join clusters c on c.account_id = k.account_id and c.id = k.cluster_id and c.deleted_in is null
order by k.volume desc nulls last, k.id asc;
commit;
SQL

measure() {
  baseline=$(pgbench -n -M prepared -c "$clients" -j 2 -T "$seconds" -f "$work/list.sql" "$IGNY8_ADMIN_DATABASE_URL" 2>/dev/null |
    sed -n 's/^tps = \([0-9.]*\).*/\1/p')
  wrk -t 2 -c "$clients" -d "${seconds}s" --latency -H "authorization: Bearer $token" \
    "$api/planner/keywords?volume_min=50000&sort=-volume" >"$work/wrk.txt"
  rest=$(sed -n 's/^Requests\/sec: *//p' "$work/wrk.txt")
  p99=$(sed -n 's/^ *99% *//p' "$work/wrk.txt")
  awk -v rows="$1" -v a="$rest" -v b="$baseline" -v p99="$p99" 'BEGIN {
    printf "%-12s %12.0f %16.0f %8.0f %% %10s\n", rows, a, b, 100 * a / b, p99 }'
}

echo "keyword list, $clients clients; the aim is 60 % of pgbench or more"
printf '%-12s %12s %16s %10s %10s\n' rows 'REST /s' 'pgbench /s' ratio p99
fill 10000
measure 10,000
if [ "${BENCH_LARGE:-}" = 1 ]; then
  fill 1000000
  measure 1,000,000
fi
unfill
