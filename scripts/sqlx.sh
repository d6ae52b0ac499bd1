#!/usr/bin/env bash
# Writes .sqlx/: what a fresh database with all migrations says of the SQL in the sources. A build reads it instead of asking one.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

DATABASE=sqlx_$$
# Another one each time: that is what Cargo sees, and so has every statement looked at again (server/build.rs).
FOLDER=$IGNY8_DATA_DIR/sqlx.$$

# Arguments: database, then options of psql. As the superuser, whom no policy keeps from a table.
sql() {
  local database=$1 url
  shift
  url=$(postgres_url igny8_admin)
  "$PSQL" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "${url%/*}/$database" "$@"
}

# Not by `igny8 migrate`: the server that has it compiles only when .sqlx/ is right.
apply_migrations() {
  local file
  for file in migrations/*.sql; do
    case $(head -n 1 "$file") in
      '-- no-transaction'*) sql "$DATABASE" --file "$file" ;;
      *) sql "$DATABASE" --single-transaction --file "$file" ;;
    esac
  done
}

finish() {
  status=$?
  trap '' INT TERM HUP
  set +e
  rm -rf "$FOLDER"
  if postgres_running; then sql postgres --command "drop database if exists $DATABASE with (force)"; fi
  services_stop_started
  exit "$status"
}

ensure_rust
# shellcheck disable=SC2086 # words of their own
postgres_start $TEST_POSTGRES_SETTINGS
PSQL=$POSTGRES_BIN/psql
[ -x "$PSQL" ] || PSQL=$(command -v psql) || fail "psql is missing: install PostgreSQL's client programs."
end_by finish

sql postgres --command "create database $DATABASE"
apply_migrations
mkdir "$FOLDER"
url=$(postgres_url igny8_admin)
# The macros ask this database and write a file for each statement, named by its hash.
DATABASE_URL=${url%/*}/$DATABASE SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$FOLDER cargo check --package server
[ -n "$(ls "$FOLDER")" ] || fail "the compiler looked at no statement."
mkdir -p .sqlx
rm -f .sqlx/*.json
mv "$FOLDER"/*.json .sqlx/
say "$(find .sqlx -name '*.json' | wc -l | tr -d ' ') statements checked; .sqlx/ is to be committed"
