#!/usr/bin/env bash
# Several of everything on one machine: Caddy, two web processes, three workers, two schedulers, pgbouncer. Each task runs once, events reach
# clients on either web process, a rolling restart under load fails no request, and clients of a killed one go on without a gap.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

TASKS=${SCALE_TASKS:-10000}
ACCOUNTS=${SCALE_ACCOUNTS:-20}
# Of the release where there is one; figures say which.
PROGRAM=${IGNY8_DRILL_PROGRAM:-$RELEASE}
[ -x "$PROGRAM" ] || PROGRAM=$ROOT/target/debug/igny8
# The version before, if it is there: then the rolling restart is an update, whose tables the processes of before work on for a while.
NEW=$PROGRAM
PROGRAM=${IGNY8_DRILL_OLD:-$NEW}
WORK=$SERVICES_DIR/scale
PORT=${IGNY8_ADDR##*:}
BASE=https://localhost:$((PORT + 3))
BOUNCER_PORT=${IGNY8_TEST_BOUNCER_PORT:-$((IGNY8_POSTGRES_PORT + 4))}
STARTED=()

finish() {
  status=$?
  trap '' INT TERM HUP
  set +e
  for pid in "${STARTED[@]}"; do kill -TERM "$pid" 2>/dev/null; done
  sleep 2
  for pid in "${STARTED[@]}"; do kill -KILL "$pid" 2>/dev/null; done
  services_stop
  services_remove_data
  rm -rf "$WORK"
  steps_summary
  exit "$status"
}

sql() { psql -qAt -v ON_ERROR_STOP=1 "$IGNY8_ADMIN_DATABASE_URL" "$@"; }
string() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }
same() { [ "$2" = "$3" ] || fail "$1 is '$2' rather than '$3'."; }
web() { curl --silent --show-error --max-time 30 --cacert "$WORK/root.crt" "$@"; }

# Arguments: a name, a role, settings. Its id is in the variable of that name.
start_one() {
  local name=$1 role=$2
  shift 2
  (
    trap '' HUP INT QUIT
    ulimit -Sn "$(ulimit -Hn)" 2>/dev/null || true
    exec env "$@" DATABASE_URL="$THROUGH" "$PROGRAM" "$role" >>"$LOG_DIR/scale-$name.log" 2>&1 </dev/null
  ) &
  printf '%s' "$!" >"$WORK/$name.pid"
  STARTED+=("$!")
}
pid_of() { cat "$WORK/$1.pid"; }
web_of() { printf '127.0.0.1:%s' $((PORT + $1)); }
start_web() { start_one "web$1" serve IGNY8_ADDR="$(web_of "$1")" IGNY8_TRUSTED_PROXIES=1 IGNY8_PUBLIC_URL="$BASE" \
  IGNY8_DRAIN_SECONDS=3 IGNY8_METRICS_ADDR="127.0.0.1:$((PORT + 20 + $1))"; }
start_worker() { start_one "worker$1" worker; }
start_scheduler() { start_one "scheduler$1" scheduler; }
answers() { [ "$(curl --silent --output /dev/null --write-out '%{http_code}' "http://$1/api/v1/system/ready")" = 200 ]; }
# Arguments: a name. It is asked to stop, and is gone.
stop_one() {
  kill -TERM "$(pid_of "$1")"
  wait_until 60 gone "$(pid_of "$1")" || fail "$1 does not stop."
}
gone() { ! kill -0 "$1" 2>/dev/null; }

# Transactions are handed out one by one, so no statement may be kept between two of them: older than 1.21 it knows nothing of those.
start_bouncer() {
  cat >"$WORK/pgbouncer.ini" <<CONF
[databases]
igny8 = host=127.0.0.1 port=$IGNY8_POSTGRES_PORT dbname=igny8
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $BOUNCER_PORT
auth_type = plain
auth_file = $WORK/users.txt
pool_mode = transaction
default_pool_size = 40
max_client_conn = 1000
server_reset_query = DEALLOCATE ALL
server_reset_query_always = 1
ignore_startup_parameters = extra_float_digits
logfile = $WORK/pgbouncer.log
pidfile = $WORK/pgbouncer.pid
unix_socket_dir =
CONF
  printf '"igny8_app" "%s"\n' "$(services_password)" >"$WORK/users.txt"
  chmod 644 "$WORK/pgbouncer.ini" "$WORK/users.txt"
  as_service_user touch "$WORK/pgbouncer.log"
  (cd "$WORK" && as_service_user "${PGBOUNCER:-pgbouncer}" "$WORK/pgbouncer.ini" >"$LOG_DIR/pgbouncer.out" 2>&1) &
  wait_until 10 port_open 127.0.0.1 "$BOUNCER_PORT" || fail "pgbouncer does not answer: see $LOG_DIR/pgbouncer.out."
  STARTED+=("$(pid_of pgbouncer)")
  THROUGH="postgres://igny8_app:$(services_password)@127.0.0.1:$BOUNCER_PORT/igny8?statement-cache-capacity=0"
}

# deploy/caddy as it is, but for the ports and the place of its certificates.
start_caddy() {
  mkdir -p "$WORK/caddy/upstreams"
  cp "$ROOT"/deploy/caddy/upstreams/* "$WORK/caddy/upstreams/"
  sed "0,/^{\$/s//{\n\tadmin off\n\thttp_port $((PORT + 4))\n\tskip_install_trust\n\tlocal_certs/" "$ROOT/deploy/caddy/Caddyfile" >"$WORK/caddy/Caddyfile"
  (
    cd "$WORK/caddy"
    export XDG_DATA_HOME=$WORK/caddy/data XDG_CONFIG_HOME=$WORK/caddy/config IGNY8_DOMAIN=$BASE IGNY8_ADMIN_EMAIL=admin@example.com
    export IGNY8_UPSTREAMS=fixed IGNY8_UPSTREAM="127.0.0.1:$((PORT + 1)) 127.0.0.1:$((PORT + 2))"
    exec caddy run --config "$WORK/caddy/Caddyfile" --adapter caddyfile >"$LOG_DIR/scale-caddy.log" 2>&1
  ) &
  STARTED+=("$!")
  wait_until 20 test -s "$WORK/caddy/data/caddy/pki/authorities/local/root.crt" || fail "Caddy does not start: see $LOG_DIR/scale-caddy.log."
  cp "$WORK/caddy/data/caddy/pki/authorities/local/root.crt" "$WORK/root.crt"
}

healthy() { [ "$(web --output /dev/null --write-out '%{http_code}' "$BASE/api/v1/system/ready" 2>/dev/null)" = 200 ]; }

start_all() {
  start_bouncer
  start_caddy
  start_web 1
  start_web 2
  for n in 1 2 3; do start_worker "$n"; done
  for n in 1 2; do start_scheduler "$n"; done
  wait_until 60 answers "$(web_of 1)" && wait_until 60 answers "$(web_of 2)" && wait_until 30 healthy ||
    fail "not all of it starts: see $LOG_DIR/scale-*.log."
}

# TOKENS: one of each account.
people() {
  TOKENS=()
  local n
  for n in $(seq "$ACCOUNTS"); do
    TOKENS+=("$(web "$BASE/api/v1/auth/signup" --header 'content-type: application/json' \
      --data "{\"email\":\"scale$n@example.com\",\"password\":\"a long enough password\",\"name\":\"Ann\",\"account\":\"scale $n\"}" | string access_token)")
  done
  same "accounts" "$(sql -c "select count(*) from accounts where name like 'scale %'")" "$ACCOUNTS"
}

# Arguments: a word, how many, milliseconds of each. Runs without an effect, spread over the accounts.
add_tasks() {
  sql -c "insert into ai_tasks (account_id, id, function, queue, idempotency_key, params)
    select a.id, gen_random_uuid(), 'noop', 'interactive', '$1 ' || n, jsonb_build_object('millis', $3)
    from (select id, row_number() over (order by id) - 1 as at from accounts where name like 'scale %') a
    join generate_series(1, $2) n on n % $ACCOUNTS = a.at" >/dev/null
}

# Arguments: a word. True once all of them ended.
done_all() { [ "$(sql -c "select count(*) from ai_tasks where idempotency_key like '$1 %' and finished_at is null")" = 0 ]; }

# Arguments: a word. Prints runs a second, from the first start to the last end.
speed() { sql -c "select round(count(*) / extract(epoch from max(finished_at) - min(started_at))) from ai_tasks where idempotency_key like '$1 %'"; }

# Arguments: a word. Each run has succeeded; those whose worker was taken away from them once more.
each_once() {
  same "runs that did not succeed" "$(sql -c "select count(*) from ai_tasks where idempotency_key like '$1 %' and status <> 'succeeded'")" 0
  local again
  again=$(sql -c "select count(*) from ai_tasks where idempotency_key like '$1 %' and attempt > 1")
  say "$1: $(sql -c "select count(*) from ai_tasks where idempotency_key like '$1 %'") runs, $again of them started more than once, $(speed "$1") a second"
  [ "$2" = some ] || same "runs that were started more than once" "$again" 0
}

# Arguments: a word, whether a client may be told to read again, a command. Runs it while clients listen to the events of four accounts, ten of
# each; then each of them has heard of the end of every run of its account that was added with this word, however often its
# connection was made anew. Whoever is slower than the events is told to read everything again; that is no gap, but only for floods.
heard() {
  local word=$1 again=$2 expected
  shift 2
  coproc LISTENERS { exec python3 "$ROOT/bench/scale.py" events "$BASE" "$WORK/root.crt" 10 "${TOKENS[@]:0:4}" 2>"$LOG_DIR/scale-listeners.log"; }
  local input=${LISTENERS[1]} output=${LISTENERS[0]} line
  read -r -t 60 line <&"$output" || fail "the listeners could not connect: see $LOG_DIR/scale-listeners.log."
  say "listeners on web1: $(listeners_on 1), on web2: $(listeners_on 2)"
  "$@"
  # What was published last is on its way.
  sleep 2
  eval "exec $input>&-"
  read -r -t 60 line <&"$output" || fail "the listeners say nothing: see $LOG_DIR/scale-listeners.log."
  expected=$(sql -c "select json_agg(c order by at) from (select row_number() over (order by a.id) as at, count(t.*) c from accounts a
    left join ai_tasks t on t.account_id = a.id and t.idempotency_key like '$word %' where a.name like 'scale %' group by a.id) n")
  printf '%s\n%s\n' "$line" "$expected" | python3 -c '
import json, sys
heard, expected = json.loads(sys.stdin.readline()), json.loads(sys.stdin.readline())
counts = sorted(client["ended"] for client in heard)
most = max(expected)
print(f"-- {len(heard)} listeners: ends heard {counts[0]} to {counts[-1]} of {most}, asked to read again", sum(c["resyncs"] for c in heard),
      "times, connections", sum(c["connections"] for c in heard), "refused", sum(c["faults"] for c in heard))
gaps = [c for c in heard if c["ended"] < min(expected) and not (c["resyncs"] and sys.argv[1] == "again")]
sys.exit(1 if gaps or (sys.argv[1] == "never" and any(c["resyncs"] for c in heard)) else 0)' "$again" || fail "some events did not arrive."
}

# Arguments: a web process. How many event streams it has open, by its own word.
listeners_on() { curl --silent "http://127.0.0.1:$((PORT + 20 + $1))/metrics" | awk '/^igny8_event_clients/ { n += $2 } END { print n + 0 }'; }

# Arguments: a command. Runs it while people ask; no request may fail.
under_load() {
  coproc LOAD { exec python3 "$ROOT/bench/scale.py" load "$BASE" "$WORK/root.crt" "${TOKENS[0]}" 6 2>"$LOG_DIR/scale-load.log"; }
  local input=${LOAD[1]} output=${LOAD[0]} line
  read -r -t 60 line <&"$output" || fail "nobody could ask: see $LOG_DIR/scale-load.log."
  "$@"
  eval "exec $input>&-"
  read -r -t 60 line <&"$output" || fail "those who ask say nothing: see $LOG_DIR/scale-load.log."
  say "requests meanwhile: $line"
  LOAD_LINE=$line
}
no_failures() { grep -q '"failed": {}' <<<"$LOAD_LINE" || fail "requests failed."; }

many() {
  add_tasks many "$TASKS" 0
  wait_until 600 done_all many || fail "tasks are left over."
}

roll() {
  local n
  add_tasks rolled 4000 500
  "$NEW" migrate >"$LOG_DIR/scale-migrate.log" 2>&1 || fail "the migration failed: see $LOG_DIR/scale-migrate.log."
  PROGRAM=$NEW
  for n in 1 2; do
    stop_one "web$n"
    start_web "$n"
    wait_until 60 answers "$(web_of "$n")" || fail "web$n does not come back."
    # As long as Caddy takes to see it.
    sleep 2
  done
  for n in 1 2 3; do stop_one "worker$n"; start_worker "$n"; done
  for n in 1 2; do stop_one "scheduler$n"; start_scheduler "$n"; done
  wait_until 300 done_all rolled || fail "tasks are left over."
}

kill_one() {
  add_tasks killed 1500 500
  sleep 2
  kill -KILL "$(pid_of web1)"
  sleep 4
  start_web 1
  wait_until 300 done_all killed || fail "tasks are left over."
}

# One account has thousands of runs waiting; another one asks for a single one.
neighbours() {
  local first second
  sql -c "insert into ai_tasks (account_id, id, function, queue, idempotency_key, params)
    select (select id from accounts where name = 'scale 1'), gen_random_uuid(), 'noop', 'interactive', 'crowd ' || n, '{\"millis\": 20}'
    from generate_series(1, 10000) n" >/dev/null
  sleep 5
  for _ in 1 2 3 4 5; do
    ask_one
    sleep 1
  done
  first=$(sql -c "select round(max(extract(epoch from started_at - created_at))::numeric, 2) from ai_tasks where idempotency_key like 'single %'")
  second=$(sql -c "select count(*) from ai_tasks where idempotency_key like 'crowd %' and finished_at is null")
  say "another account's runs began at most $first s after they were asked for, with $second of 10000 still waiting"
  sql -c "update ai_tasks set status = 'cancelled', finished_at = now(), credits = 0 where idempotency_key like 'crowd %' and status = 'queued'" >/dev/null
}
# As people do, so that it is dispatched at once: a list of two keywords is clustered.
ask_one() {
  local token=${TOKENS[1]} sector id
  sector=$(web --header "authorization: Bearer $token" "$BASE/api/v1/auth/sectors" | sed 's/.*"results":\[{[^}]*"id":"\([^"]*\)".*/\1/')
  for id in 1 2; do
    web --output /dev/null --header "authorization: Bearer $token" --header 'content-type: application/json' "$BASE/api/v1/planner/keywords" \
      --data "{\"keyword\":\"red shoes $RANDOM$RANDOM\",\"sector_id\":\"$sector\"}"
  done
  id=$(web --header "authorization: Bearer $token" --header 'content-type: application/json' --data '{"filter":{}}' "$BASE/api/v1/planner/keywords/actions/auto_cluster" | string task_id)
  wait_until 60 ended "$id" || fail "another account's run does not end."
  sql -c "update ai_tasks set idempotency_key = 'single ' || id where id = '$id'" >/dev/null
}
ended() { [ "$(sql -c "select finished_at is not null from ai_tasks where id = '$1'")" = t ]; }

# A worker is killed with all that it does: how long until others do it.
reclaimed() {
  local began lost worker
  add_tasks long 24 30000
  sleep 4
  worker=$(sql -c "select worker from ai_tasks where idempotency_key like 'long %' and status = 'running' and worker like '$(pid_of worker1)-%' limit 1")
  [ -n "$worker" ] || fail "the worker that is to be killed has no run."
  lost=$(sql -c "select count(*) from ai_tasks where worker = '$worker' and status = 'running'")
  began=$(date +%s%N)
  kill -KILL "$(pid_of worker1)"
  start_worker 1
  wait_until 60 taken_over "$worker" || fail "what a killed worker did is not taken over."
  say "a killed worker: its $lost runs were taken over within $((($(date +%s%N) - began) / 1000000)) ms"
  sql -c "update ai_tasks set cancel_requested = true where idempotency_key like 'long %' and finished_at is null" >/dev/null
  wait_until 90 done_all long || fail "cancelled runs do not end."
}
taken_over() { [ "$(sql -c "select count(*) from ai_tasks where worker = '$1' and status = 'running'")" = 0 ]; }

# Arguments: a role, how many of it. That many run, no more.
only() {
  local n
  for n in 1 2 3; do
    if [ -f "$WORK/$1$n.pid" ] && ! gone "$(pid_of "$1$n")"; then stop_one "$1$n"; fi
  done
  for n in $(seq "$2"); do "start_$1" "$n"; done
}

multiplied() {
  local n
  for n in 1 2 3; do
    only worker "$n"
    sleep 3
    add_tasks "workers$n" "$TASKS" 0
    wait_until 600 done_all "workers$n" || fail "tasks are left over."
    say "$n worker processes: $(speed "workers$n") runs a second"
  done
  for n in 1 2; do
    if [ "$n" = 1 ]; then stop_one web2; fi
    if [ "$n" = 2 ]; then start_web 2; wait_until 60 answers "$(web_of 2)"; sleep 2; fi
    under_load sleep 10
    say "$n web processes: $LOAD_LINE"
  done
}

have pgbouncer || { can_apt && apt_install pgbouncer; }
have caddy || { can_apt && apt_install caddy; }
have python3 || fail "Python 3 is missing, which the clients of this drill are written in."
[ -x "$PROGRAM" ] || fail "there is no igny8: build it, or set IGNY8_DRILL_PROGRAM."
end_by finish
services_stop
services_remove_data
rm -rf "$WORK"
private_folder "$WORK"
chmod 755 "$WORK"

start_services() {
  # shellcheck disable=SC2086 # words of their own
  services_start $TEST_POSTGRES_SETTINGS
  load_secret
  export_site
  app_prepare "$PROGRAM" >/dev/null
  app_without_limits "$PROGRAM"
}

step_here "PostgreSQL and Redis" start_services
step_here "Caddy, pgbouncer, two web, three worker, two scheduler" start_all
step_here "Accounts" people
step_here "$TASKS tasks, each once, heard on either web" heard many again many
each_once many none
step_here "Rolling restart under load" heard rolled never under_load roll
no_failures
each_once rolled some
step_here "A killed web process" heard killed never kill_one
each_once killed some
step_here "A killed worker" reclaimed
step_here "A crowd beside one" neighbours
step_here "One, two, three processes" multiplied
