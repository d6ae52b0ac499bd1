# shellcheck shell=bash
# The release build, and the question whether it is needed.

RELEASE=$ROOT/target/release/igny8
# Absent while the site folder holds a development build.
BUILD_STAMP=$ROOT/target/site/.release
SOURCES=".cargo .sqlx rust-toolchain.toml Cargo.toml Cargo.lock package-lock.json src app crates frontend server tools migrations style public"

# The article editor, one module out of app/js, which the site takes over from public/.
EDITOR=$ROOT/public/editor/editor.js

build_editor() {
  if [ -f "$EDITOR" ] && [ -z "$(find app/js package-lock.json -newer "$EDITOR" | head -n 1)" ]; then return 0; fi
  node app/js/build.mjs
}

# The viewer of the API's document, out of app/js and a package of npm.
VIEWER=$ROOT/public/api-docs/viewer.js

build_viewer() {
  if [ -f "$VIEWER" ] && [ -z "$(find app/js package-lock.json -newer "$VIEWER" | head -n 1)" ]; then return 0; fi
  node app/js/viewer.mjs
}

build_is_current() {
  local source
  if [ ! -x "$RELEASE" ] || [ ! -f "$BUILD_STAMP" ]; then return 1; fi
  for source in $SOURCES; do
    # A folder is newer than the stamp, too, when a file in it was added or removed.
    if [ -e "$source" ] && [ -n "$(find "$source" -newer "$BUILD_STAMP" | head -n 1)" ]; then return 1; fi
  done
}

build_release() {
  local began
  if build_is_current; then
    say "The build is up to date"
    return 0
  fi
  # Before that moment, so that what is made here does not count as newer than the build.
  build_editor
  build_viewer
  began=$(mktemp)
  timed "Building IGNY8 (the first time about eight minutes on two cores, later much less)" build_parts
  # The moment before the build, so that a file edited meanwhile counts as newer.
  touch -r "$began" "$BUILD_STAMP"
  rm -f "$began"
}

# The browser's code, most of whose time one processor works alone, is built beside the server.
build_parts() {
  local browser failed=
  cargo build --release --package site-bundler
  { compile_browser_code && bundle_site "$ROOT/target/release"; } >"$LOG_DIR/site.log" 2>&1 &
  browser=$!
  cargo build --release --package server || failed=server
  wait "$browser" || { cat "$LOG_DIR/site.log" >&2; failed=site; }
  [ -z "$failed" ] || fail "the build of the $failed failed."
}

# Its own target folder, since two builds of one folder wait for each other.
compile_browser_code() {
  cargo build --package frontend --lib --target wasm32-unknown-unknown --profile wasm-release --target-dir target/front
}

# Arguments: the folder of the executables that bundle and serve it.
bundle_site() {
  local made=$ROOT/target/front/wasm32-unknown-unknown/wasm-release/frontend.wasm site=$ROOT/target/site
  rm -rf "$site" && mkdir -p "$site" && cp -R public/. "$site" &&
    "$1/site-bundler" "$made" "$site/pkg" igny8 &&
    node "$LIB/site.mjs" "$site/pkg" "$1/hash.txt"
}
