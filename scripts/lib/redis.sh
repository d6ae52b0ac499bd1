# shellcheck shell=bash
# A Redis of the project's own: data in a private folder, a private port, loopback only, a password.

REDIS_DATA=$SERVICES_DIR/redis
REDIS_UNPACKED=$ROOT/.tools/redis

redis_new_enough() {
  local major
  major=$("$@" --version 2>/dev/null | sed -n 's/.*v=\([0-9]*\).*/\1/p')
  [ "${major:-0}" -ge 7 ]
}

# Sets REDIS_COMMAND. A Redis unpacked without root finds its libraries beside itself.
redis_find() {
  local libraries
  if redis_new_enough redis-server; then
    REDIS_COMMAND=(redis-server)
    return 0
  fi
  libraries=$(printf '%s' "$REDIS_UNPACKED"/usr/lib/*-linux-gnu)
  REDIS_COMMAND=(env LD_LIBRARY_PATH="$libraries" "$REDIS_UNPACKED/usr/bin/redis-server")
  redis_new_enough "${REDIS_COMMAND[@]}"
}

ensure_redis_program() {
  redis_find && return 0
  if can_apt; then
    apt_install redis-server
  elif have brew; then
    brew_install redis
  elif have apt-get && have dpkg-deb; then
    apt_unpack "$REDIS_UNPACKED" redis-server || true
  fi
  redis_find || fail "Redis 7 or newer is missing and could not be installed: install it, or set REDIS_URL to a server."
}

redis_configure() {
  private_folder "$REDIS_DATA"
  as_service_user tee "$REDIS_DATA/redis.conf" >/dev/null <<CONF
port $IGNY8_REDIS_PORT
bind 127.0.0.1
requirepass $(services_password)
dir $REDIS_DATA
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
daemonize yes
pidfile $REDIS_DATA/redis.pid
logfile $REDIS_DATA/server.log
CONF
  chmod 600 "$REDIS_DATA/redis.conf"
}

# True once Redis has loaded its data and takes commands.
redis_ready() {
  local answer
  answer=$( (
    exec 3<>"/dev/tcp/127.0.0.1/$IGNY8_REDIS_PORT" || exit 1
    printf 'AUTH %s\r\nPING\r\n' "$(services_password)" >&3
    read -r -t 2 _ <&3 && read -r -t 2 line <&3 && printf '%s' "$line"
  ) 2>/dev/null)
  case $answer in *PONG*) return 0 ;; *) return 1 ;; esac
}

redis_running() { running_pid "$REDIS_DATA/redis.pid" redis-server >/dev/null; }

redis_require_port() {
  redis_running || require_free_port "$IGNY8_REDIS_PORT" Redis IGNY8_REDIS_PORT $((IGNY8_REDIS_PORT + 100))
}

redis_start() {
  if redis_running; then
    IGNY8_REDIS_PORT=$(sed -n 's/^port //p' "$REDIS_DATA/redis.conf")
    return 0
  fi
  ensure_redis_program
  redis_require_port
  redis_configure
  rm -f "$REDIS_DATA/redis.pid"
  if ! (cd "$REDIS_DATA" && as_service_user "${REDIS_COMMAND[@]}" "$REDIS_DATA/redis.conf" >/dev/null) ||
    ! wait_until 30 redis_ready; then
    fail "Redis did not start: see $REDIS_DATA/server.log."
  fi
  STARTED_REDIS=yes
}

redis_stop() { stop_process "$REDIS_DATA/redis.pid" redis-server 20; }

redis_url() { printf 'redis://default:%s@127.0.0.1:%s/0' "$(services_password)" "$IGNY8_REDIS_PORT"; }
