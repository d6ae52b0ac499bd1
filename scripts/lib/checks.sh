# shellcheck shell=bash
# The checks of the source that need neither services nor a browser.

check_format() { cargo fmt --all --check; }

# The browser's crate is left out: built together, the features of browser and server would mix.
check_lints() { cargo clippy --workspace --exclude frontend --all-targets -- -D warnings; }

check_lints_browser() { cargo clippy --package frontend --lib --target wasm32-unknown-unknown -- -D warnings; }

# The browser's crate is left out here, too.
check_docs() { RUSTDOCFLAGS="-D warnings" cargo doc --workspace --exclude frontend --no-deps; }

check_types() { tsc --noEmit --project end2end && tsc --noEmit --project app/js; }
