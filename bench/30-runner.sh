#!/usr/bin/env bash
# Background runs: how soon they start on an idle system, and how many without work end in a second, against the least that
# any runner needs: an entry in a Redis stream, its reading, and one UPDATE.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

runs=${BENCH_RUNS:-6000}
need redis-benchmark redis-tools
sign_in
sql -c "update credit_balances set balance = balance + 1000 where account_id = '$account'" >/dev/null
sql -c "insert into credit_entries (account_id, id, kind, amount, balance, note) select account_id, gen_random_uuid(), 'grant', 1000, balance, 'bench' from credit_balances where account_id = '$account'" >/dev/null

# Each start waits for the one before, so that the system is idle.
keyword=$(curl -fsS "$api/planner/keywords?page_size=1" -H "authorization: Bearer $token" | sed 's/.*"results":\[{[^}]*"id":"\([^"]*\)".*/\1/')
for _ in $(seq 100); do
  task=$(curl -fsS "$api/planner/keywords/actions/auto_cluster" -H "authorization: Bearer $token" \
    -H 'content-type: application/json' -d "{\"ids\":[\"$keyword\"]}" | string task_id)
  for _ in $(seq 100); do
    case $(curl -fsS "$api/system/tasks/$task" -H "authorization: Bearer $token" | string status) in succeeded) break ;; esac
    sleep 0.02
  done
  printf '%s\n' "$task"
done >"$work/tasks"
read -r p50 p95 _ < <(sql -c "select extract(epoch from started_at - created_at) * 1000 from ai_tasks
  where account_id = '$account' and id in ('$(paste -sd, "$work/tasks" | sed "s/,/','/g")')" | percentiles)
echo "from asking for a run to its start, idle system, 100 runs; the aim is a p95 of 25 ms"
printf '%12s %12s\n%9s ms %9s ms\n\n' p50 p95 "$p50" "$p95"

for n in $(seq 20); do
  echo "insert into accounts (id, name) values ('00000000-0000-7000-8000-0000000000$(printf %02d "$n")', 'bench $n') on conflict do nothing;"
done | sql

# Arguments: among how many accounts. Prints runs a second, from the first start to the last end.
drain() {
  sql -c "insert into ai_tasks (account_id, id, function, queue, idempotency_key)
    select a.id, gen_random_uuid(), 'noop', 'interactive', 'bench $1 ' || n || clock_timestamp()
    from (select id, row_number() over (order by id) - 1 as at from accounts where name like 'bench %' order by id limit $1) a
    join generate_series(1, $runs) n on n % $1 = a.at" >/dev/null
  local left
  while left=$(sql -c "select count(*) from ai_tasks where function = 'noop' and finished_at is null") && [ "$left" != 0 ]; do
    sleep 0.5
  done
  sql -c "select count(*) / extract(epoch from max(finished_at) - min(started_at)) from ai_tasks
    where function = 'noop' and idempotency_key like 'bench $1 %'"
}

baseline() {
  sql -c "create unlogged table if not exists bench_runs (n int primary key, account_id uuid, id uuid);
    truncate bench_runs;
    insert into bench_runs select row_number() over (), account_id, id from ai_tasks where function = 'noop' limit $runs" >/dev/null
  cat >"$work/update.sql" <<SQL
\\set n random(1, $runs)
update ai_tasks t set status = 'succeeded', finished_at = now() from bench_runs b where b.n = :n and t.account_id = b.account_id and t.id = b.id;
SQL
  local updates adds reads
  updates=$(pgbench -n -M prepared -c 8 -j 2 -T 5 -f "$work/update.sql" "$IGNY8_ADMIN_DATABASE_URL" 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
  redis() { redis-benchmark -u "$REDIS_URL" -q -c 8 -n 50000 "$@" 2>/dev/null | tr '\r' '\n' | sed -n 's/.*: \([0-9.]*\) requests per second.*/\1/p' | tail -1; }
  redis-cli -u "$REDIS_URL" --no-auth-warning xgroup create bench:stream bench 0 mkstream >/dev/null 2>&1 || true
  adds=$(redis xadd bench:stream '*' run 00000000-0000-7000-8000-000000000001)
  reads=$(redis xreadgroup group bench one count 1 noack streams bench:stream '>')
  redis-cli -u "$REDIS_URL" --no-auth-warning del bench:stream >/dev/null
  sql -c 'drop table bench_runs' >/dev/null
  awk -v u="$updates" -v a="$adds" -v r="$reads" 'BEGIN { print 1 / (1 / u + 1 / a + 1 / r) }'
}

one=$(drain 1)
many=$(drain 20)
least=$(baseline)
echo "runs without work, $runs each, from the first start to the last end; the aim is 1,500 a second"
printf '%-44s %10s %10s\n' '' 'runs /s' ratio
printf '%-44s %10.0f\n' 'stream entry, reading, one UPDATE' "$least"
for row in "one account at its limit:$one" "20 accounts:$many"; do
  awk -v what="${row%%:*}" -v n="${row##*:}" -v least="$least" 'BEGIN { printf "%-44s %10.0f %8.0f %%\n", what, n, 100 * n / least }'
done
sql -c "delete from ai_tasks where function = 'noop' and idempotency_key like 'bench %'" >/dev/null
