#!/usr/bin/env bash
# Runs every test, the quick ones first, and ends with a table of the steps and their seconds.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

finish() {
  status=$?
  trap '' INT TERM HUP
  set +e
  # The subshell's compiler; both are gone where the run got past them.
  if [ -n "${BROWSER_CODE:-}" ]; then pkill -TERM -P "$BROWSER_CODE"; fi
  app_stop
  wordpress_stop
  services_stop
  steps_summary
  exit "$status"
}

rust_tests() {
  export DATABASE_URL=$IGNY8_ADMIN_DATABASE_URL
  if cargo nextest --version >/dev/null 2>&1; then
    # All of them, so that one run names everything that fails.
    cargo nextest run --workspace --exclude frontend --no-fail-fast
    # nextest does not run the examples in the documentation.
    cargo test --workspace --exclude frontend --doc
  else
    cargo test --workspace --exclude frontend --no-fail-fast
  fi
}

# The browser's code as it is released; the server is the one that the Rust tests have built, which spares the build of another.
SERVER=$ROOT/target/debug/igny8

start_app() {
  app_prepare "$SERVER"
  app_without_limits "$SERVER"
  app_start "$SERVER"
  app_wait_healthy
}

# Its compiler works alone at the end, so the lints run beside it.
begin_browser_code() {
  compile_browser_code >"$LOG_DIR/site.log" 2>&1 &
  BROWSER_CODE=$!
}

end_browser_code() {
  wait "$BROWSER_CODE" || { cat "$LOG_DIR/site.log" >&2; fail "the build of the browser's code failed."; }
}

make_site() {
  build_editor
  build_viewer
  cargo build --package site-bundler
  bundle_site "$ROOT/target/debug"
}

end_by finish

step "Rust and its browser target" ensure_rust_tools
step "Format" check_format
step "Licences, crates and spelling" check_repository
step "npm packages" ensure_node
step "Types of the editor" check_types
step "Files of checked SQL" check_sqlx
begin_browser_code
step "Lints" check_lints
step "Lints of the browser's crate" check_lints_browser
step_here "Release build of the browser's code" end_browser_code
step_here "PostgreSQL and Redis" test_services_start_fresh
step_here "WordPress" wordpress_start
step "Rust tests" rust_tests
step "Types of the browser tests" check_types_of_api
step "Site" make_site
step "Size of the browser's code" check_size
load_secret
export_site
step_here "Start of the server" start_app
step "Browser" ensure_browser
step "Browser tests" run_browser_tests
