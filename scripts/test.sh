#!/usr/bin/env bash
# Runs every test, the quick ones first, and ends with a table of the steps and their seconds.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

finish() {
  status=$?
  trap '' INT TERM HUP
  set +e
  app_stop
  wordpress_stop
  services_stop
  steps_summary
  exit "$status"
}

rust_tests() {
  export DATABASE_URL=$IGNY8_ADMIN_DATABASE_URL
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --exclude frontend
    # nextest does not run the examples in the documentation.
    cargo test --workspace --exclude frontend --doc
  else
    cargo test --workspace --exclude frontend
  fi
}

start_app() {
  app_prepare "$RELEASE"
  app_start "$RELEASE"
  app_wait_healthy
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

step "Rust and its browser target" ensure_rust_tools
step "Format" check_format
step "Licences, crates and spelling" check_repository
step "npm packages" ensure_node
step "Types of the editor" check_types
step "Files of checked SQL" check_sqlx
step "Lints" check_lints
step "Lints of the browser's crate" check_lints_browser
step_here "PostgreSQL and Redis" test_services_start_fresh
step_here "WordPress" wordpress_start
step "Rust tests" rust_tests
step "Types of the browser tests" check_types_of_api
step "Build tools" ensure_build_tools
step "Release build" build_release
step "Size of the browser's code" check_size
load_secret
export_site
step_here "Start of the release build" start_app
step "Browser" ensure_browser
step "Browser tests" run_browser_tests
