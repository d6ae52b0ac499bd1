#!/usr/bin/env bash
# Measures the release build: runs every executable in bench/, in the order of their names, against a fresh database.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

finish() {
  trap '' INT TERM HUP
  set +e
  app_stop
  services_stop
}

ensure_build_tools
build_release
end_by finish
test_services_start_fresh
load_secret
export_site
app_prepare "$RELEASE"
app_without_limits "$RELEASE"
app_start "$RELEASE"
app_wait_healthy
export IGNY8_BASE_URL=http://$IGNY8_ADDR PID_DIR RELEASE DEMO_LOGIN IGNY8_ADMIN_DATABASE_URL REDIS_URL
count=0
for program in bench/*; do
  if [ -f "$program" ] && [ -x "$program" ]; then
    timed "$(basename "$program")" "$program"
    count=$((count + 1))
  fi
done
say "$count measurements done"
