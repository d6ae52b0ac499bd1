# shellcheck shell=bash
# The release build, and the question whether it is needed.

RELEASE=$ROOT/target/release/igny8
# Absent while the site folder holds a development build.
BUILD_STAMP=$ROOT/target/site/.release
# The browser's code comes in chunks; without this, it waits for files that nobody wrote.
SPLIT=--split
SOURCES=".cargo .sqlx rust-toolchain.toml Cargo.toml Cargo.lock package-lock.json src app crates frontend server migrations style public"

# The article editor, one module out of app/js, which the site takes over from public/.
EDITOR=$ROOT/public/editor/editor.js

build_editor() {
  if [ -f "$EDITOR" ] && [ -z "$(find app/js package-lock.json -newer "$EDITOR" | head -n 1)" ]; then return 0; fi
  node app/js/build.mjs
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
  began=$(mktemp)
  timed "Building IGNY8 (the first time about ten minutes on two cores, later much less)" \
    cargo leptos build --release "$SPLIT"
  [ -x "$RELEASE" ] || fail "the build made no $RELEASE: does Cargo.toml still set bin-exe-name = \"igny8\"?"
  finish_site
  # The moment before the build, so that a file edited meanwhile counts as newer.
  touch -r "$began" "$BUILD_STAMP"
  rm -f "$began"
}

# Names that follow the content, and compressed copies of all that the browser fetches.
finish_site() {
  timed "Compressing the site" node "$LIB/finish-site.mjs" "$ROOT/target/site/pkg" "$ROOT/target/release/hash.txt"
}
