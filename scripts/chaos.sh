#!/usr/bin/env bash
# Lets everything fail, again and again, and looks after each round whether all work was done once: `make chaos`. The same seed makes the same
# faults; a run that is broken off goes on with the round that it was in. FRESH=1 begins anew.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

CYCLES=${CHAOS_CYCLES:-1000}
TASKS=${CHAOS_TASKS:-10000}
SEED=${CHAOS_SEED:-8011}
# Cycles of one round, each of which has a database of its own.
ROUND=${CHAOS_ROUND:-50}
STATE=$IGNY8_DATA_DIR/chaos
FIGURES=$STATE/figures

finish() {
  status=$?
  trap '' INT TERM HUP
  set +e
  services_stop
  summary
  exit "$status"
}

# What all rounds so far came to: recovery is the time from a fault until somebody's run, asked for right after it, was done.
summary() {
  [ -s "$FIGURES" ] || return 0
  awk -F '\t' '/^seed /  { match($0, /runs [0-9]+/); runs += substr($0, RSTART + 5, RLENGTH - 5); rounds++; next }
    { print $2 > "/dev/stderr"; n++ }
    END { printf "-- %d rounds, %d cycles, %d runs: each done once, the books right\n", rounds, n, runs }' "$FIGURES" 2>"$STATE/times"
  sort -n "$STATE/times" | awk '{ t[NR] = $1 } END { if (NR) printf "-- recovery p50 %.1f s, p95 %.1f s, max %.1f s\n", t[int((NR - 1) * 0.5) + 1], t[int((NR - 1) * 0.95) + 1], t[NR] }'
  awk -F '\t' '!/^seed / { n[$1]++; if ($2 > most[$1]) most[$1] = $2; sum[$1] += $2 } END { for (b in n) printf "%-20s %4d times, mean %5.1f s, at most %5.1f s\n", b, n[b], sum[b] / n[b], most[b] }' "$FIGURES" | sort
}

# What a program of another process does with our servers.
ours() { printf "cd '%s' && . scripts/lib/test-environment.sh && . scripts/lib/all.sh && %s" "$ROOT" "$1"; }

ensure_rust_tools
mkdir -p "$STATE"
if [ -n "${FRESH:-}" ] || [ "$(head -n 1 "$STATE/plan" 2>/dev/null)" != "$SEED $CYCLES $TASKS $ROUND" ]; then
  rm -f "$FIGURES" "$STATE/done"
  printf '%s %s %s %s\n' "$SEED" "$CYCLES" "$TASKS" "$ROUND" >"$STATE/plan"
fi
end_by finish
test_services_start_fresh
export DATABASE_URL=$IGNY8_ADMIN_DATABASE_URL CHAOS_FIGURES=$FIGURES
CHAOS_RESTART_POSTGRES=$(ours 'ensure_postgres_programs && postgres_ctl -m immediate -w -t 60 -s restart >/dev/null')
CHAOS_RESTART_REDIS=$(ours 'redis_stop && redis_start')
export CHAOS_RESTART_POSTGRES CHAOS_RESTART_REDIS
rounds=$(((CYCLES + ROUND - 1) / ROUND))
done=$(cat "$STATE/done" 2>/dev/null || echo 0)
for ((round = done; round < rounds; round++)); do
  CHAOS_SEED=$((SEED + round)) CHAOS_CYCLES=$((round * ROUND + ROUND > CYCLES ? CYCLES - round * ROUND : ROUND)) CHAOS_TASKS=$((TASKS / rounds)) \
    timed "Round $((round + 1)) of $rounds" cargo nextest run --workspace --exclude frontend --no-capture -E 'test(=chaos::whatever_fails_work_is_done_once)' \
    >>"$LOG_DIR/chaos.log" 2>&1 || { tail -n 40 "$LOG_DIR/chaos.log" >&2; fail "round $((round + 1)) with seed $((SEED + round)) broke a promise: see $LOG_DIR/chaos.log."; }
  echo $((round + 1)) >"$STATE/done"
  grep '^seed ' "$FIGURES" | tail -n 1
done
