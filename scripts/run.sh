#!/usr/bin/env bash
# Runs all of IGNY8 on this machine with one command and stops all of it again on Ctrl-C, SIGTERM or a closed terminal.
set -euo pipefail
. "$(dirname "$0")/lib/all.sh"

RUN_PID=$PID_DIR/run.pid

terminal=
if [ -t 0 ]; then terminal=yes; fi

stop_everything() {
  # From here on nothing may interrupt, not even a terminal that is gone.
  trap '' INT TERM HUP PIPE
  set +e
  say "Stopping IGNY8"
  app_stop
  services_stop_started
  rm -f "$RUN_PID"
  say "Everything is stopped; the data stays in $IGNY8_DATA_DIR"
}

if running_pid "$RUN_PID" run.sh >/dev/null; then
  fail "IGNY8 runs already, see $IGNY8_PUBLIC_URL; 'make stop' stops it."
fi
require_free_port "${IGNY8_ADDR##*:}" IGNY8 IGNY8_ADDR "127.0.0.1:$((${IGNY8_ADDR##*:} + 1))"
services_require_ports

ensure_build_tools
build_release

printf '%s\n' "$$" >"$RUN_PID"
end_by stop_everything

load_secret
export_site
services_start
app_prepare "$RELEASE"
say "Starting web, worker and scheduler"
app_start "$RELEASE"
app_wait_healthy || exit 1

cat <<EOF

  IGNY8 runs at  http://$IGNY8_ADDR
  Demo login     $DEMO_LOGIN
  Logs           $LOG_DIR
  Stop           Ctrl-C

EOF

# One fallen process stops all: a queue without a worker would look like a slow system rather than a broken one.
until part=$(app_fallen); do
  # Where make leads the session, as under `ssh -t`, it keeps the closing of the terminal to itself.
  if [ -n "$terminal" ] && [ ! -t 0 ]; then exit 129; fi
  sleep 1 &
  wait $!
done
app_report_fallen "$part"
exit 1
