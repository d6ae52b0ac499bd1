#!/usr/bin/env bash
# Starts, stops or describes the PostgreSQL and Redis of this folder: services.sh start|stop|status|env.
set -euo pipefail
. "$(dirname "$0")/lib/all.sh"

case ${1:-status} in
  start) services_start ;;
  stop) services_stop ;;
  status)
    if postgres_running; then say "PostgreSQL runs, data in $POSTGRES_DATA"; else say "PostgreSQL is stopped"; fi
    if redis_running; then say "Redis runs, data in $REDIS_DATA"; else say "Redis is stopped"; fi
    ;;
  # For a shell: eval "$(scripts/services.sh env)"
  env)
    services_start >&2
    load_secret
    for name in DATABASE_URL DATABASE_OWNER_URL IGNY8_ADMIN_DATABASE_URL REDIS_URL IGNY8_SECRET IGNY8_DATA_DIR IGNY8_ADDR; do
      printf 'export %s=%q\n' "$name" "${!name:-}"
    done
    ;;
  *) fail "unknown word '$1': services.sh knows start, stop, status and env." ;;
esac
