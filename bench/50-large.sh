#!/usr/bin/env bash
# Lists, search and figures of an account with a million keywords against the same with ten thousand (BENCH_LARGE=1).
set -euo pipefail
. "$(dirname "$0")/lib.sh"

[ "${BENCH_LARGE:-}" = 1 ] || { echo "BENCH_LARGE=1 measures a million keywords; skipping"; exit 0; }
count=${BENCH_COUNT:-100}
sign_in

# A name, the request at ten thousand, the request at a million.
requests() {
  cat <<'LIST'
default order|planner/keywords|planner/keywords
filter and order, new each time|planner/keywords?volume_min=NNN&sort=-volume|planner/keywords?volume_min=NNN&sort=-volume
filter and order|planner/keywords?difficulty_max=30&sort=-volume|planner/keywords?difficulty_max=30&sort=-volume
the same, counted each time|planner/keywords?difficulty_max=30&sort=-volume&volume_min=NNN|planner/keywords?difficulty_max=30&sort=-volume&volume_min=NNN
two filters, by name|planner/keywords?intent=commercial&volume_min=1000&sort=keyword|planner/keywords?intent=commercial&volume_min=1000&sort=keyword
the same, counted each time|planner/keywords?intent=commercial&volume_min=NNN&sort=keyword|planner/keywords?intent=commercial&volume_min=NNN&sort=keyword
search, rare|planner/keywords?search=kettle%2077|planner/keywords?search=kettle%2077
search, common|planner/keywords?search=kettle|planner/keywords?search=kettle
last page and page 2,000|planner/keywords?page=200|planner/keywords?page=2000
sectors with counts|auth/sectors|auth/sectors
dashboard|fn/dashboard|fn/dashboard
LIST
}

ask() {
  case $1 in
    fn/*) latency "$1" "$count" -H 'content-type: application/json' -d '{"path":"/planner","query":""}' ;;
    *) latency "$1" "$count" ;;
  esac
}

# Arguments: 2 or 3, the column of the request.
measure() {
  local name line
  while IFS= read -r line; do
    name=${line%%|*}
    read -r p50 p95 _ < <(ask "$(printf '%s' "$line" | cut -d '|' -f "$1")")
    printf '%s|%s|%s\n' "$name" "$p50" "$p95"
  done < <(requests)
}

fill 10000
measure 2 >"$work/small"
fill 1000000
measure 3 >"$work/large"
echo "one request after the other, $count each, milliseconds; the aim is a p95 at a million of 3 times that at ten thousand or less"
printf '%-32s %10s %10s %10s %10s %8s\n' '' 'p50 10k' 'p95 10k' 'p50 1M' 'p95 1M' ratio
paste -d '|' "$work/small" "$work/large" | awk -F '|' '{ printf "%-32s %10.1f %10.1f %10.1f %10.1f %8.1f\n", $1, $2, $3, $5, $6, $6 / $3 }'
unfill
