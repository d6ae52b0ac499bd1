#!/usr/bin/env bash
# The import of 500,000 rows: rows a second from upload to end, and the growth of the worker's memory.
set -euo pipefail

rows=${BENCH_ROWS:-500000}
. "$(dirname "$0")/lib.sh"
sign_in
header="authorization: Bearer $token"
sector=$(curl -fsS "$api/auth/sectors" -H "$header" | sed 's/.*"results":\[{[^}]*"id":"\([^"]*\)".*/\1/')

awk -v rows="$rows" 'BEGIN {
  print "Keyword,Intent,Volume,Keyword Difficulty,CPC (USD)"
  for (n = 1; n <= rows; n++) printf "\"imported phrase %d of the bench\",\"Commercial\",\"%d\",\"%d\",\"%.2f\"\n", n, n % 90000, n % 101, n % 700 / 100
}' >"$work/keywords.csv"

worker=$(<"$PID_DIR/worker.pid")
resident() { awk '/^VmHWM/ { print $2 }' "/proc/$worker/status"; }
before=$(resident)
began=$(date +%s.%N)
task=$(curl -fsS "$api/planner/keywords/import" -H "$header" -F "sector_id=$sector" -F "file=@$work/keywords.csv" |
  sed 's/.*"task_id":"\([^"]*\)".*/\1/')
while :; do
  status=$(curl -fsS "$api/system/tasks/$task" -H "$header" | sed 's/.*"status":"\([^"]*\)".*/\1/')
  case "$status" in succeeded) break ;; failed | dead | cancelled) echo "the import ended as $status"; exit 1 ;; esac
  sleep 0.2
done
ended=$(date +%s.%N)
after=$(resident)
awk -v rows="$rows" -v a="$began" -v b="$ended" -v m="$before" -v n="$after" \
  'BEGIN { printf "import of %d rows: %.1f s, %.0f rows/s, worker peak memory +%.0f MB\n", rows, b - a, rows / (b - a), (n - m) / 1024 }'
curl -fsS -X POST "$api/planner/keywords/import/$task/undo" -H "$header" -H 'content-type: application/json' -d '{}' >/dev/null
# What is left of so many rows would be cleaned up during the next measurement.
sql -c 'vacuum analyze keywords' >/dev/null
