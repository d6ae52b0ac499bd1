#!/usr/bin/env bash
# Starts, stops or describes a real WordPress for tests: wordpress.sh start|stop|env.
set -euo pipefail
. "$(dirname "$0")/lib/all.sh"

case ${1:-} in
  start) wordpress_start ;;
  stop) wordpress_stop ;;
  # For a shell: eval "$(scripts/wordpress.sh env)"
  env)
    wordpress_start >&2
    for name in WORDPRESS_URL WORDPRESS_USER WORDPRESS_PASSWORD; do
      printf 'export %s=%q\n' "$name" "${!name:-}"
    done
    ;;
  *) fail "unknown word '${1:-}': wordpress.sh knows start, stop and env." ;;
esac
