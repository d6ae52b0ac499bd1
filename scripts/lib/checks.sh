# shellcheck shell=bash
# The checks of the source that need neither services nor a browser.

check_format() { cargo fmt --all --check; }

# The browser's crate is left out: built together, the features of browser and server would mix.
check_lints() { cargo clippy --workspace --exclude frontend --all-targets -- -D warnings; }

check_lints_browser() { cargo clippy --package frontend --lib --target wasm32-unknown-unknown -- -D warnings; }

# Whether the files of .sqlx/ are what the database says is a test's to find (server/tests/it/statements.rs), and that none is
# missing is the compiler's.
check_sqlx() { node "$LIB/check-sqlx.mjs" .sqlx; }

check_types() { tsc --noEmit --project end2end && tsc --noEmit --project app/js; }
