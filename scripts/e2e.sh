#!/usr/bin/env bash
# Runs the browser tests alone, against the release build and a fresh database; arguments go to Playwright.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

finish() {
  trap '' INT TERM HUP
  set +e
  app_stop
  wordpress_stop
  services_stop
}

ensure_build_tools
build_release
ensure_browser
end_by finish
test_services_start_fresh
wordpress_start
load_secret
export_site
app_prepare "$RELEASE"
app_without_limits "$RELEASE"
app_start "$RELEASE"
app_wait_healthy
run_browser_tests "$@"
