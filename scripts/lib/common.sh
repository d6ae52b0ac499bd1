# shellcheck shell=bash
# What every script shares: the project's folder, how scripts speak, and how they give up.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT" || exit

say() { printf '%s\n' "-- $*"; }

fail() {
  printf '%s\n' "Error: $*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_macos() { [ "$(uname -s)" = Darwin ]; }

is_root() { [ "$(id -u)" = 0 ]; }

# Runs a command and says how many seconds it took; for steps of which people wonder whether they hang.
timed() {
  local what=$1 began=$SECONDS
  shift
  say "$what"
  "$@"
  say "$what: done in $((SECONDS - began)) s"
}

random_hex() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

# Waits until a command succeeds; fails after so many seconds.
wait_until() {
  local seconds=$1 deadline
  deadline=$((SECONDS + seconds))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

if [ -n "${CI:-}" ]; then
  export CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never NO_COLOR=1 npm_config_progress=false
fi
