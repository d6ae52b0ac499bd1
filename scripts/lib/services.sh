# shellcheck shell=bash
# PostgreSQL and Redis together: those that the environment names, else those of the project's own.

STARTED_POSTGRES=
STARTED_REDIS=

# Arguments: an address. True if it names a service of somebody else's; our own carries our password, and stands in
# the environment of a shell that ran `services.sh env`.
is_foreign() {
  case $1 in '' | *":$(services_password)@"*) return 1 ;; esac
}

# Arguments: settings of PostgreSQL, if any, as `-c name=value`. Exports the addresses of both.
services_start() {
  if is_foreign "${DATABASE_URL:-}"; then
    say "PostgreSQL: the one that DATABASE_URL names"
  else
    postgres_start "$@"
    DATABASE_URL=$(postgres_url igny8_app)
    DATABASE_OWNER_URL=$(postgres_url igny8_owner)
    IGNY8_ADMIN_DATABASE_URL=$(postgres_url igny8_admin)
    say "PostgreSQL: 127.0.0.1:$IGNY8_POSTGRES_PORT, data in $POSTGRES_DATA"
  fi
  if is_foreign "${REDIS_URL:-}"; then
    say "Redis: the one that REDIS_URL names"
  else
    redis_start
    REDIS_URL=$(redis_url)
    say "Redis: 127.0.0.1:$IGNY8_REDIS_PORT, data in $REDIS_DATA"
  fi
  export DATABASE_URL DATABASE_OWNER_URL=${DATABASE_OWNER_URL:-$DATABASE_URL} REDIS_URL
}

# Fails early, before a long build, where a port is taken.
services_require_ports() {
  is_foreign "${DATABASE_URL:-}" || postgres_require_port
  is_foreign "${REDIS_URL:-}" || redis_require_port
}

services_stop() {
  redis_stop
  postgres_stop
}

# Stops only what this very script started, so that services that were up before stay up.
services_stop_started() {
  if [ -n "$STARTED_REDIS" ]; then redis_stop; fi
  if [ -n "$STARTED_POSTGRES" ]; then postgres_stop; fi
}

services_remove_data() {
  rm -rf "$POSTGRES_DATA" "$POSTGRES_DATA.new" "$REDIS_DATA"
  case $SERVICES_DIR in /var/lib/igny8/*) rm -rf "$SERVICES_DIR" ;; esac
}
