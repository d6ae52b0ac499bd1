#!/usr/bin/env bash
# Brings up all of docker-compose.yml as an operator does and tries it: set-up, HTTPS, sign-up, import, events, several of each, a killed one.
# Needs the images: igny8:latest, and the public ones or their stand-ins (deploy/stand-ins/make.sh). Everything that it starts it removes.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

HTTPS_PORT=${IGNY8_TEST_HTTPS_PORT:-8143}
export IGNY8_HTTPS_PORT=$HTTPS_PORT IGNY8_HTTP_PORT=${IGNY8_TEST_HTTP_PORT:-18143}
# What stands in the environment counts more than .env, and an operator has none of what the scripts set.
unset IGNY8_SIGNUPS_PER_HOUR IGNY8_SIGNUP_GRANTS_PER_DAY IGNY8_PUBLIC_URL RUST_LOG
FOLDER=$(mktemp -d)
API=https://localhost/api/v1

# Whichever of the two there is; the file suits both.
compose() {
  if docker compose version >/dev/null 2>&1; then set -- docker compose --project-name igny8 "$@"; else set -- docker-compose --project-name igny8 "$@"; fi
  (cd "$FOLDER" && "$@")
}

quiet() { compose "$@" >>"$LOG_DIR/compose.log" 2>&1 || { tail -n 20 "$LOG_DIR/compose.log" >&2; fail "docker compose $*: see $LOG_DIR/compose.log."; }; }

# The certificate is checked against Caddy's own authority, and the name that people use is the one that is asked.
web() { curl --silent --show-error --max-time 30 --cacert "$FOLDER/root.crt" --connect-to "localhost:443:127.0.0.1:$HTTPS_PORT" "$@"; }

finish() {
  status=$?
  trap '' INT TERM HUP
  set +e
  if [ "$status" != 0 ]; then compose logs --tail 40 >"$LOG_DIR/compose-services.log" 2>&1; fi
  compose --profile tools --profile restore down --volumes --remove-orphans >>"$LOG_DIR/compose.log" 2>&1
  rm -rf "$FOLDER"
  steps_summary
  exit "$status"
}

# Prints the string of this key in the JSON that comes in.
string() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }

same() { [ "$2" = "$3" ] || fail "$1 is '$2' rather than '$3'."; }

sql() { compose exec -T postgres psql -qAt --username igny8_admin igny8 --command "$1"; }

set_up() {
  git ls-files --cached --others --exclude-standard docker-compose.yml .env.example deploy | tar --create --files-from - | tar --extract --directory "$FOLDER"
  if compose up prepare >"$LOG_DIR/unset.log" 2>&1 && ! grep -q 'docker compose run --rm setup' "$LOG_DIR/unset.log"; then fail "without .env nothing is said of setup."; fi
  grep -q 'Run: docker compose run --rm setup' "$LOG_DIR/unset.log" || fail "without .env nothing is said of setup: see $LOG_DIR/unset.log."
  printf 'localhost\n\n\n' | compose run --rm -T setup >>"$LOG_DIR/compose.log" 2>&1
  same "the mode of .env" "$(stat -c %a "$FOLDER/.env")" 600
  local before after
  before=$(sha256sum <"$FOLDER/.env")
  for _ in 1 2 3 4 5; do compose run --rm -T setup </dev/null >>"$LOG_DIR/compose.log" 2>&1 & done
  wait
  after=$(sha256sum <"$FOLDER/.env")
  same "what setup keeps, five at once" "$after" "$before"
  # So few that a trial reaches the bound.
  sed -i 's/^IGNY8_SIGNUPS_PER_HOUR=.*/IGNY8_SIGNUPS_PER_HOUR=3/' "$FOLDER/.env"
}

start() {
  quiet up --detach
  # Caddy makes its authority when it first answers.
  wait_until 60 compose exec -T caddy test -s /data/caddy/pki/authorities/local/root.crt
  compose exec -T caddy cat /data/caddy/pki/authorities/local/root.crt >"$FOLDER/root.crt"
  wait_until 60 healthy || fail "the site does not answer over HTTPS."
}

healthy() { [ "$(web --output /dev/null --write-out '%{http_code}' "$API/system/status/" 2>/dev/null)" = 200 ]; }

page() {
  local head
  head=$(web --dump-header - --output "$FOLDER/page" --compressed https://localhost/login)
  grep -qi '^HTTP/2 200' <<<"$head" || fail "the page is not answered: $head"
  grep -qi '^strict-transport-security:' <<<"$head" || fail "the page lacks Strict-Transport-Security."
  # By IGNY8 itself, or by Caddy.
  grep -qi '^content-encoding: \(br\|zstd\|gzip\)' <<<"$head" || fail "the page is not compressed: $head"
  grep -qi '^alt-svc:.*h3' <<<"$head" || fail "HTTP/3 is not offered."
  if grep -qi '^server:' <<<"$head"; then fail "the answer names its server."; fi
  grep -q '<html' "$FOLDER/page" || fail "the page is none."
  same "plain HTTP" "$(curl --silent --output /dev/null --write-out '%{http_code}' --connect-to "localhost:80:127.0.0.1:$IGNY8_HTTP_PORT" http://localhost/)" 308
}

# Arguments: mail, options of curl.
sign_up() {
  local mail=$1
  shift
  web "$@" "$API/auth/signup" --header 'content-type: application/json' --data "{\"email\":\"$mail\",\"password\":\"a long enough password\",\"name\":\"Ann\",\"account\":\"Agency\"}"
}

people() {
  local n codes=''
  TOKEN=$(sign_up ann@example.com | string access_token)
  [ -n "$TOKEN" ] || fail "nobody can sign up."
  # Whatever a client says of its address, it counts as the one that it has.
  for n in 1 2 3 4; do
    codes+="$(sign_up "ann$n@example.com" --header "X-Forwarded-For: 203.0.113.$n" --header "Forwarded: for=203.0.113.$n" --output /dev/null --write-out '%{http_code}') "
  done
  same "what sign-ups of one address get that say they come from others" "$codes" "201 201 429 429 "
  # A cookie of ours sent by another site's page.
  same "a change that another site's page sends" "$(web --output /dev/null --write-out '%{http_code}' --header "authorization: Bearer $TOKEN" --header 'Origin: https://evil.example' "$API/auth/signup" --request POST)" 403
}

ask() { web --fail-with-body --header "authorization: Bearer $TOKEN" "$@"; }

# Arguments: task. Waits for its end.
ended() {
  local status
  for _ in $(seq 1 300); do
    status=$(ask "$API/system/tasks/$1" | string status)
    case $status in succeeded) return 0 ;; failed | dead | cancelled) fail "the run ended as $status." ;; esac
    sleep 0.4
  done
  fail "the run did not end."
}

work() {
  local sector task began over
  sector=$(ask "$API/auth/sectors" | sed 's/.*"results":\[{[^}]*"id":"\([^"]*\)".*/\1/')
  { echo keyword,volume; for n in $(seq 1 40); do printf 'running shoes %d,%d\nhiking tent %d,%d\n' "$n" $((n * 10)) "$n" $((n * 7)); done; } >"$FOLDER/keywords.csv"
  task=$(ask "$API/planner/keywords/import" --form "sector_id=$sector" --form "file=@$FOLDER/keywords.csv" | string task_id)
  ended "$task"
  same "keywords after the import" "$(sql 'select count(*) from keywords')" 80
  # Events must come while the run goes, not when a buffer is full.
  web --no-buffer --max-time 90 --header "authorization: Bearer $TOKEN" "$API/events" | while IFS= read -r line; do printf '%s %s\n' "$(date +%s.%N)" "$line"; done >"$FOLDER/events" &
  local events=$!
  sleep 2
  began=$(date +%s.%N)
  task=$(ask "$API/planner/keywords/actions/auto_cluster" --header 'content-type: application/json' --data '{"filter":{}}' | string task_id)
  ended "$task"
  over=$(date +%s.%N)
  sleep 1
  kill "$events" 2>/dev/null || true
  [ "$(sql 'select count(*) from clusters')" -gt 0 ] || fail "no cluster was made."
  awk -v began="$began" -v over="$over" '/data:/ && $1 > began && $1 < over + 0.5 { n++; if (!first) first = $1 } END { if (!n) exit 1; printf "-- %d events during the run, the first %.2f s after it was asked for\n", n, first - began }' "$FOLDER/events" ||
    fail "no event came while the run went: see $(cat "$FOLDER/events" | head -n 5)"
}

several() {
  quiet up --detach --scale web=2 --scale worker=3
  same "web containers" "$(compose ps -q web | wc -l)" 2
  same "worker containers" "$(compose ps -q worker | wc -l)" 3
  wait_until 60 healthy
  (for _ in $(seq 1 400); do web --output /dev/null "$API/openapi.json" || true; done) &
  local load=$! container
  for container in $(compose ps -q web); do
    wait_until 30 is_asked "$container" || fail "Caddy has not asked one of the web containers."
  done
  kill "$load" 2>/dev/null || true
}

# Arguments: container. True while it has a connection of Caddy's: one to its port 8011 that is not of the machine itself.
is_asked() { docker exec "$1" cat /proc/net/tcp | awk '$2 ~ /:1F4B$/ && $3 !~ /^0100007F:/ && $4 == "01" { n++ } END { exit !n }'; }

# 300 requests while one of two web containers is killed, and while each is restarted in turn.
through() {
  local what=$1 codes
  shift
  : >"$FOLDER/codes"
  (for _ in $(seq 1 "${REQUESTS:-300}"); do web --output /dev/null --write-out '%{http_code}\n' "https://localhost/login" >>"$FOLDER/codes" 2>&1 || echo failed >>"$FOLDER/codes"; done) &
  local load=$!
  "$@"
  wait "$load"
  codes=$(sort "$FOLDER/codes" | uniq -c | sort -rn | tr -s ' \n' ' ')
  say "$what:$codes"
  same "requests that failed: $what" "$(grep -vc '^200$' "$FOLDER/codes" || true)" 0
}

restart_in_turn() {
  local container
  for container in $(compose ps -q web); do
    docker restart --time 40 "$container" >/dev/null
    wait_until 120 container_healthy "$container" || fail "a web container did not become healthy."
  done
}

container_healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$1")" = healthy ]; }

killed() {
  local container before
  container=$(compose ps -q worker | head -n 1)
  before=$(docker inspect --format '{{.State.StartedAt}}' "$container")
  # As when it fell; `docker kill` would count as being asked to stop.
  kill -KILL "$(docker inspect --format '{{.State.Pid}}' "$container")"
  wait_until 60 restarted "$container" "$before" || fail "a killed worker does not come back."
  container=$(compose ps -q web | head -n 1)
  before=$(docker inspect --format '{{.State.StartedAt}}' "$container")
  kill -KILL "$(docker inspect --format '{{.State.Pid}}' "$container")"
  wait_until 60 restarted "$container" "$before" || fail "a killed web process does not come back."
  wait_until 90 container_healthy "$container"
}

restarted() { [ "$(docker inspect --format '{{.State.Running}} {{.State.StartedAt}}' "$1")" != "true $2" ] && [ "$(docker inspect --format '{{.State.Running}}' "$1")" = true ]; }

kept_small() {
  local id name
  for id in $(compose ps -q); do
    name=$(docker inspect --format '{{.Name}}' "$id")
    docker inspect --format '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}' "$id" | grep -q '^true \[ALL\] \[no-new-privileges' || fail "$name may more than it should."
    [ "$(docker inspect --format '{{.HostConfig.Memory}}' "$id")" -gt 0 ] || case $name in *prepare* | *setup*) ;; *) fail "$name has no bound of memory." ;; esac
  done
}

# Arguments: service. Its container gets another address, while somebody else has the one of before and says nothing.
moved() {
  local container before
  container=$(compose ps -q "$1")
  before=$(docker inspect --format '{{.NetworkSettings.Networks.igny8_net.IPAddress}}' "$container")
  docker network disconnect --force igny8_net "$container"
  docker run --detach --rm --name "igny8_in_the_place_of_$1" --network igny8_net --ip "$before" --entrypoint sleep igny8:latest 60 >/dev/null 2>&1 ||
    docker run --detach --rm --name "igny8_in_the_place_of_$1" --network igny8_net --entrypoint sleep igny8:latest 60 >/dev/null
  docker network connect --alias "$1" igny8_net "$container"
  say "$1 went from $before to $(docker inspect --format '{{.NetworkSettings.Networks.igny8_net.IPAddress}}' "$container")"
  docker rm --force "igny8_in_the_place_of_$1" >/dev/null
}

# PostgreSQL and Redis as after an update: new containers, mostly with other addresses, while ours go on. Neither is restarted for it.
elsewhere() {
  local service began
  for service in postgres redis; do
    # Connections to it that everybody has.
    for _ in $(seq 1 20); do web --output /dev/null "$API/system/status/" & done
    wait
    quiet up --detach --no-deps --force-recreate "$service"
    began=$SECONDS
    wait_until 30 healthy || fail "the site does not come back within 30 s after $service was made anew."
    say "$service was made anew: the site answered $((SECONDS - began)) s later"
  done
  # As a machine that is gone without a word, and comes back at another address: what was connected hears nothing any more.
  for service in postgres redis; do
    for _ in $(seq 1 20); do web --output /dev/null "$API/system/status/" & done
    wait
    moved "$service"
    began=$SECONDS
    wait_until 30 healthy || fail "the site does not come back within 30 s after $service moved without a word."
    say "$service moved without a word: the site answered $((SECONDS - began)) s later"
  done
  # Killed, as by a lack of memory; Docker starts it again.
  for service in postgres redis; do
    kill -KILL "$(docker inspect --format '{{.State.Pid}}' "$(compose ps -q "$service")")"
    began=$SECONDS
    sleep 1
    wait_until 30 healthy || fail "the site does not come back within 30 s after $service was killed."
    say "$service was killed: the site answered $((SECONDS - began)) s later"
  done
  ended "$(ask "$API/planner/keywords/actions/auto_cluster" --header 'content-type: application/json' --data '{"filter":{}}' | string task_id)"
}

down_and_up() {
  local rows
  rows=$(sql 'select (select count(*) from keywords), (select count(*) from clusters), (select count(*) from users)')
  quiet down
  quiet up --detach
  wait_until 120 healthy || fail "the site does not answer after down and up."
  same "rows after down and up" "$(sql 'select (select count(*) from keywords), (select count(*) from clusters), (select count(*) from users)')" "$rows"
  ask --output /dev/null "$API/auth/session"
}

backed_up() {
  wait_until 120 grep_backup || fail "no backup was made: see docker compose logs backup."
  compose run --rm -T restore --to latest >"$LOG_DIR/restore.log" 2>&1 && fail "a restore runs over a database that is up."
  grep -q '^Error: ' "$LOG_DIR/restore.log" || fail "the refusal of a restore says nothing."
}
grep_backup() { compose exec -T backup igny8-backup list 2>/dev/null | grep -q 'full backup'; }

tools() {
  quiet --profile tools up --detach
  wait_until 30 port_open 127.0.0.1 5050 || fail "pgAdmin does not answer."
  wait_until 30 port_open 127.0.0.1 8080 || fail "FileBrowser does not answer."
  wait_until 30 port_open 127.0.0.1 9443 || fail "Portainer does not answer."
  local proxy network=igny8_socket
  proxy=$(compose --profile tools ps -q socket-proxy)
  asked() { docker run --rm --network "$network" --entrypoint curl igny8:latest --silent --output /dev/null --write-out '%{http_code}' "$@"; }
  same "a question to Docker through the proxy" "$(asked http://socket-proxy:2375/v1.41/containers/json)" 200
  same "a change through the proxy" "$(asked --request POST http://socket-proxy:2375/v1.41/containers/create)" 403
  same "secrets through the proxy" "$(asked http://socket-proxy:2375/v1.41/secrets)" 403
  [ -n "$proxy" ] || fail "there is no proxy of Docker's socket."
}

have docker || fail "Docker is missing: install docker.io and docker-compose, or Docker's own packages."
docker info >/dev/null 2>&1 || fail "Docker does not answer: start it, or become a member of its group."
[ -z "$(docker ps --all --quiet --filter name='^igny8_')" ] || fail "containers of an installation are on this machine, which the trial would meet: run it elsewhere."
end_by finish
: >"$LOG_DIR/compose.log"

step_here "Set-up by three questions, five at once" set_up
step_here "Start" start
step_here "Page over HTTPS" page
step_here "Sign-up, addresses and origin" people
step_here "Import, clusters and events" work
step_here "Two web, three worker" several
step_here "Rights and bounds" kept_small
step_here "Restart of each web under load" through "while each web container restarted" restart_in_turn
step_here "Killed containers under load" through "while a worker and a web container were killed" killed
step_here "PostgreSQL and Redis made anew, and killed" elsewhere
step_here "Down and up" down_and_up
step_here "Backups" backed_up
step_here "Tools" tools
