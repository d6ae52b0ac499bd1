#!/usr/bin/env bash
# Development: rebuilds and reloads on every change, with services, worker and scheduler beside it.
set -euo pipefail
. "$(dirname "$0")/lib/all.sh"

DEBUG=$ROOT/target/debug/igny8
DEV_PID=$PID_DIR/dev.pid
# The web process belongs to cargo-leptos; only the other two are started here.
APP_PARTS="worker scheduler"

stop_everything() {
  trap '' INT TERM HUP PIPE
  set +e
  kill -TERM "${watch_pid:-}" 2>/dev/null
  wait "${watch_pid:-}" 2>/dev/null
  app_stop
  services_stop_started
  rm -f "$DEV_PID"
}

# A rebuilt executable is taken up by the worker and the scheduler, too.
restart_if_rebuilt() {
  if [ "$DEBUG" -nt "$PID_DIR/worker.pid" ]; then
    say "Restarting worker and scheduler with the new build"
    app_stop
    app_start "$DEBUG"
  fi
}

require_free_port "${IGNY8_ADDR##*:}" IGNY8 IGNY8_ADDR "127.0.0.1:$((${IGNY8_ADDR##*:} + 1))"
services_require_ports
ensure_dev_tools
printf '%s\n' "$$" >"$DEV_PID"
end_by stop_everything

load_secret
export_site
# The names of a development build stay the same from one build to the next.
export LEPTOS_HASH_FILES=false
services_start
rm -f "$BUILD_STAMP"
build_editor
build_viewer
timed "Building for development (the first time about five minutes on two cores)" cargo leptos build --split
app_prepare "$DEBUG"
say "Demo login: $DEMO_LOGIN"
app_start "$DEBUG"

cargo leptos watch --split -- serve &
watch_pid=$!
while kill -0 "$watch_pid" 2>/dev/null; do
  sleep 2 &
  wait $!
  # What is made is in public/, which cargo-leptos watches.
  build_editor || say "The editor could not be built; its message stands above"
  build_viewer || say "The viewer of the API could not be built; its message stands above"
  restart_if_rebuilt
done
