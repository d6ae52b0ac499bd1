# shellcheck shell=bash
# The variables that configure IGNY8, with the values that suit one machine; whatever is set already stays.

export IGNY8_ADDR=${IGNY8_ADDR:-127.0.0.1:8011}
export IGNY8_PUBLIC_URL=${IGNY8_PUBLIC_URL:-http://$IGNY8_ADDR}
# Trials and browser tests sign up many people from this one machine.
# No load balancer has to notice that a server stops.
export IGNY8_DRAIN_SECONDS=${IGNY8_DRAIN_SECONDS:-0}
export IGNY8_SIGNUPS_PER_HOUR=${IGNY8_SIGNUPS_PER_HOUR:-500}
export IGNY8_SIGNUP_GRANTS_PER_DAY=${IGNY8_SIGNUP_GRANTS_PER_DAY:-500}
IGNY8_DATA_DIR=${IGNY8_DATA_DIR:-$ROOT/.data}
case $IGNY8_DATA_DIR in
  /*) ;;
  *) IGNY8_DATA_DIR=$ROOT/$IGNY8_DATA_DIR ;;
esac
export IGNY8_DATA_DIR
IGNY8_POSTGRES_PORT=${IGNY8_POSTGRES_PORT:-18011}
IGNY8_REDIS_PORT=${IGNY8_REDIS_PORT:-18012}
IGNY8_WORDPRESS_PORT=${IGNY8_WORDPRESS_PORT:-18013}
IGNY8_MARIADB_PORT=${IGNY8_MARIADB_PORT:-18014}

LOG_DIR=$IGNY8_DATA_DIR/log
PID_DIR=$IGNY8_DATA_DIR/run
mkdir -p "$IGNY8_DATA_DIR" "$LOG_DIR" "$PID_DIR"

# The key that signs sessions is made once and kept, so that a restart signs nobody out.
load_secret() {
  local file=$IGNY8_DATA_DIR/secret
  if [ -z "${IGNY8_SECRET:-}" ]; then
    [ -s "$file" ] || (umask 077 && random_hex 32 >"$file")
    IGNY8_SECRET=$(cat "$file")
  fi
  export IGNY8_SECRET
}

# Where the server finds the site; the names repeat those in build.sh and, for `make dev`, in Cargo.toml.
export_site() {
  export LEPTOS_OUTPUT_NAME=igny8 LEPTOS_SITE_ROOT=target/site LEPTOS_SITE_PKG_DIR=pkg
  export LEPTOS_SITE_ADDR=$IGNY8_ADDR LEPTOS_HASH_FILES=true
  export RUST_LOG=${RUST_LOG:-info}
}
