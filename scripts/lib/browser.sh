# shellcheck shell=bash
# A browser for the end-to-end tests: Chromium of the system, or the one that Playwright brings.

ensure_browser() {
  [ -x "${IGNY8_CHROMIUM:-/usr/bin/chromium}" ] && return 0
  if can_apt; then
    apt_install chromium
  else
    timed "Fetching Chromium for Playwright" playwright install chromium ||
      fail "no browser for the tests: install Chromium and set IGNY8_CHROMIUM to its program."
  fi
}

# Arguments: those of `playwright test`.
run_browser_tests() {
  IGNY8_BASE_URL=http://$IGNY8_ADDR playwright test --config end2end "$@"
}
