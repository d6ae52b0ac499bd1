# shellcheck shell=bash
# Whom the services run as, and where their data lies: PostgreSQL refuses to run as root.

SERVICE_USER=$(id -un)
if is_root && have setpriv; then
  SERVICE_USER=nobody
  id postgres >/dev/null 2>&1 && SERVICE_USER=postgres
fi

as_service_user() {
  if is_root && have setpriv; then
    setpriv --reuid="$SERVICE_USER" --regid="$(id -g "$SERVICE_USER")" --clear-groups -- "$@"
  else
    "$@"
  fi
}

# Prints the folder of the services' data: the project's, unless the service user cannot reach it (a clone in /root).
services_dir() {
  mkdir -p "$IGNY8_DATA_DIR"
  if as_service_user test -x "$IGNY8_DATA_DIR"; then
    printf '%s' "$IGNY8_DATA_DIR"
  else
    printf '/var/lib/igny8/%s' "$(printf '%s' "$IGNY8_DATA_DIR" | cksum | cut -d ' ' -f 1)"
  fi
}

# Arguments: a folder. Makes it for the service user alone.
private_folder() {
  mkdir -p "$1"
  if is_root; then chown "$SERVICE_USER" "$1"; fi
  [ -w "$1" ] || fail "$1 belongs to another user: remove it as that user with 'make clean-data', or set IGNY8_DATA_DIR."
  chmod 700 "$1"
}

SERVICES_DIR=$(services_dir)

# The password of the services' logins; without one, every program on this machine could read the data.
services_password() {
  local file=$IGNY8_DATA_DIR/services.password
  [ -s "$file" ] || (umask 077 && random_hex 16 >"$file")
  cat "$file" || fail "$file cannot be read: it belongs to another user; set IGNY8_DATA_DIR to a folder of yours."
}
