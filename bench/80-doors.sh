#!/usr/bin/env bash
# Clients that are slow, silent or many, against a web process of its own with the bounds that people get: answers that are
# dropped, starts that are paid for twice, and how much longer another account waits meanwhile. Only this machine; it ends by itself.
set -euo pipefail
: "${RELEASE:?run by scripts/bench.sh}" "${IGNY8_ADDR:?}"
need_python() { command -v python3 >/dev/null || { echo "python3 is not installed; skipping"; exit 0; }; }
need_python

port=$((${IGNY8_ADDR##*:} + 8))
export IGNY8_BASE_URL=http://127.0.0.1:$port
. "$(dirname "$0")/lib.sh"
(
  unset IGNY8_CALLS_PER_MINUTE IGNY8_STREAMS_PER_PERSON IGNY8_CONNECTIONS IGNY8_CONNECTIONS_PER_ADDRESS
  # The other account is measured by more calls than a person makes.
  IGNY8_CALLS_PER_MINUTE=100000 IGNY8_STALL_SECONDS=5 IGNY8_ADDR=127.0.0.1:$port exec "$RELEASE" serve >"$work/web.log" 2>&1
) &
web=$!
trap 'kill "$web" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do curl -fsS -o /dev/null "$api/system/status/" 2>/dev/null && break; sleep 0.1; done
sign_in
fill "${BENCH_DOORS_ROWS:-60000}"
ulimit -n "$(ulimit -Hn)"
timeout 240 python3 "$(dirname "$0")/doors.py" "$port" "$token"
unfill
