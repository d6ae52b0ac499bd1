# shellcheck shell=bash
# A PostgreSQL of the project's own: data in a private folder, a private port, loopback only, passwords on.
# Logins: igny8_admin (superuser), igny8_owner (owns the database, migrates), igny8_app (serves).

POSTGRES_DATA=$SERVICES_DIR/postgres

# C.UTF-8 sorts the same on every machine; macOS does not have it.
postgres_locale() { if is_macos; then printf 'en_US.UTF-8'; else printf 'C.UTF-8'; fi; }

# Made beside its final place and moved there, so that an interrupted start leaves nothing half made.
postgres_create() {
  local new=$POSTGRES_DATA.new password
  password=$(services_password)
  say "Creating a PostgreSQL database in $POSTGRES_DATA"
  rm -rf "$new"
  private_folder "$new"
  printf '%s' "$password" >"$new.password"
  if is_root; then chown "$SERVICE_USER" "$new.password"; fi
  as_service_user "$POSTGRES_BIN/initdb" -D "$new" --username=igny8_admin --pwfile="$new.password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale="$(postgres_locale)" >"$LOG_DIR/initdb.log" 2>&1 ||
    fail "PostgreSQL's initdb failed: see $LOG_DIR/initdb.log."
  rm -f "$new.password"
  as_service_user tee -a "$new/postgresql.conf" >/dev/null <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
CONF
  # The single-user mode needs no running server and no psql, which not every source of PostgreSQL ships.
  as_service_user "$POSTGRES_BIN/postgres" --single -c exit_on_error=on -D "$new" postgres \
    >"$LOG_DIR/initdb.log" 2>&1 <<SQL || fail "PostgreSQL's first set-up failed: see $LOG_DIR/initdb.log."
create role igny8_owner login createrole createdb password '$password'
create role igny8_app login noinherit password '$password'
create database igny8 owner igny8_owner
SQL
  mv "$new" "$POSTGRES_DATA"
}

# Arguments: options of pg_ctl. From a folder that the service user can enter, which the project's may not be.
postgres_ctl() { (cd "$POSTGRES_DATA" && as_service_user "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DATA" "$@"); }

postgres_running() { running_pid "$POSTGRES_DATA/postmaster.pid" postgres >/dev/null; }

# The port of the running server stands in the fourth line of its pid file.
postgres_use_running_port() { IGNY8_POSTGRES_PORT=$(sed -n 4p "$POSTGRES_DATA/postmaster.pid"); }

postgres_require_port() {
  postgres_running ||
    require_free_port "$IGNY8_POSTGRES_PORT" PostgreSQL IGNY8_POSTGRES_PORT $((IGNY8_POSTGRES_PORT + 100))
}

# Arguments: settings of the server, if any, as `-c name=value`.
postgres_start() {
  local major=
  if [ -f "$POSTGRES_DATA/PG_VERSION" ]; then
    major=$(cat "$POSTGRES_DATA/PG_VERSION") ||
      fail "$POSTGRES_DATA belongs to another user: start as that user, or set IGNY8_DATA_DIR."
  fi
  ensure_postgres_programs ${major:+"$major"}
  if [ -z "$major" ]; then postgres_create; fi
  if postgres_running; then
    postgres_use_running_port
    return 0
  fi
  postgres_require_port
  rm -f "$POSTGRES_DATA/postmaster.pid"
  postgres_ctl -w -t 60 -s -l "$POSTGRES_DATA/server.log" -o "-p $IGNY8_POSTGRES_PORT $*" start ||
    fail "PostgreSQL did not start: see $POSTGRES_DATA/server.log."
  STARTED_POSTGRES=yes
}

postgres_stop() {
  postgres_running || return 0
  postgres_find "$(cat "$POSTGRES_DATA/PG_VERSION")" || return 0
  postgres_ctl -m fast -w -t 60 -s stop || say "PostgreSQL did not stop: see $POSTGRES_DATA/server.log"
}

# Arguments: login. Prints the address of the database for it.
postgres_url() {
  printf 'postgres://%s:%s@127.0.0.1:%s/igny8' "$1" "$(services_password)" "$IGNY8_POSTGRES_PORT"
}
