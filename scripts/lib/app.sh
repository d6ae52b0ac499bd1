# shellcheck shell=bash
# The three processes of IGNY8: web, worker and scheduler, of one executable.

APP_PARTS="web worker scheduler"

# Prints the subcommand of a part.
app_command() { if [ "$1" = web ]; then printf serve; else printf '%s' "$1"; fi; }

# Arguments: executable, part. Its output goes to a log file; only this script signals it, not the terminal.
app_start_part() {
  (
    trap '' HUP INT QUIT
    ulimit -Sn "$(ulimit -Hn)" 2>/dev/null || true
    exec "$1" "$(app_command "$2")" >"$LOG_DIR/$2.log" 2>&1 </dev/null
  ) &
  printf '%s\n' "$!" >"$PID_DIR/$2.pid"
}

# Arguments: executable.
app_start() {
  local part
  for part in $APP_PARTS; do app_start_part "$1" "$part"; done
}

# All are told at once, then waited for: the worker may need its time to finish or put back what it holds.
app_stop() {
  local part pid
  for part in $APP_PARTS; do
    if pid=$(running_pid "$PID_DIR/$part.pid" "$(app_command "$part")"); then kill -TERM "$pid" 2>/dev/null || true; fi
  done
  for part in $APP_PARTS; do stop_process "$PID_DIR/$part.pid" "$(app_command "$part")" 30; done
}

# Prints the first part that no longer runs; fails if all run. For the script that started them.
app_fallen() {
  local part
  for part in $APP_PARTS; do
    if ! kill -0 "$(cat "$PID_DIR/$part.pid")" 2>/dev/null; then
      printf '%s' "$part"
      return 0
    fi
  done
  return 1
}

app_healthy() { http_ok "${IGNY8_ADDR%:*}" "${IGNY8_ADDR##*:}" /api/v1/system/status/; }

app_healthy_or_fallen() { app_healthy || app_fallen >/dev/null; }

# Arguments: part. Says why it ended, with the last lines of its log.
app_report_fallen() {
  say "The $1 process ended by itself; the last lines of $LOG_DIR/$1.log:"
  tail -n 20 "$LOG_DIR/$1.log" >&2 || true
}

# Waits until the web process answers; fails with the reason if it does not.
app_wait_healthy() {
  local part
  wait_until 60 app_healthy_or_fallen || true
  if part=$(app_fallen); then
    app_report_fallen "$part"
    return 1
  fi
  app_healthy || { say "IGNY8 did not become healthy within 60 s: see $LOG_DIR/web.log"; return 1; }
}

# Arguments: executable. Brings the database up to date and sets DEMO_LOGIN.
app_prepare() {
  # Browser tests do with it what operators do.
  export IGNY8_PROGRAM=$1
  say "Migrating the database"
  "$1" migrate >"$LOG_DIR/migrate.log" 2>&1 ||
    { tail -n 20 "$LOG_DIR/migrate.log" >&2; fail "the migration failed: see $LOG_DIR/migrate.log."; }
  say "Adding the demo account, if it is not there"
  "$1" seed >"$LOG_DIR/seed.out" 2>"$LOG_DIR/seed.log" ||
    { tail -n 20 "$LOG_DIR/seed.log" >&2; fail "the demo data could not be added: see $LOG_DIR/seed.log."; }
  # shellcheck disable=SC2034 # for the script that sources this
  DEMO_LOGIN=$(sed -n 's/^demo login: //p' "$LOG_DIR/seed.out")
}

# Arguments: executable. Tests and measurements add as much as they like; what plans limit has tests of its own.
app_without_limits() {
  "$1" plans unlimited --default >"$LOG_DIR/plans.log" 2>&1 ||
    { tail -n 20 "$LOG_DIR/plans.log" >&2; fail "the plans could not be set: see $LOG_DIR/plans.log."; }
}
