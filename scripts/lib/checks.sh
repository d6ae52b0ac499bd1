# shellcheck shell=bash
# The checks of the source that need neither services nor a browser.

check_format() { cargo fmt --all --check; }

# The browser's crate is left out: built together, the features of browser and server would mix.
check_lints() { cargo clippy --workspace --exclude frontend --all-targets -- -D warnings; }

check_lints_browser() { cargo clippy --package frontend --lib --target wasm32-unknown-unknown -- -D warnings; }

# The browser's crate is left out here, too.
check_docs() { RUSTDOCFLAGS="-D warnings" cargo doc --workspace --exclude frontend --no-deps; }

check_types() { tsc --noEmit --project app/js; }

# The browser tests are typed by the API's document, which the program prints as the Rust tests have built it.
check_types_of_api() {
  "${CARGO_TARGET_DIR:-target}/debug/igny8" openapi >"$LOG_DIR/openapi.json"
  openapi-typescript "$LOG_DIR/openapi.json" --default-non-nullable false --output end2end/support/api-types.d.ts >"$LOG_DIR/openapi-typescript.log" 2>&1 ||
    fail "the API's document makes no types: see $LOG_DIR/openapi-typescript.log."
  tsc --noEmit --project end2end
}

# The rules of Prometheus, where its program is there.
check_rules() {
  if command -v promtool >/dev/null; then
    promtool check config deploy/prometheus/prometheus.yml >/dev/null || fail "deploy/prometheus is not right: promtool check config deploy/prometheus/prometheus.yml says why."
    promtool test rules deploy/prometheus/alerts.test.yml >/dev/null || fail "an alert comes where it should not, or does not come: promtool test rules deploy/prometheus/alerts.test.yml says which."
  else
    say "promtool is not there: the rules of deploy/prometheus are left unchecked"
  fi
}

# Whether the files of .sqlx/ are what the database says is a test's to find (server/tests/it/statements.rs), and that none is
# missing is the compiler's.
check_sqlx() { node "$LIB/check-sqlx.mjs" .sqlx; }
