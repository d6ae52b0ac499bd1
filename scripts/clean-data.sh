#!/usr/bin/env bash
# Removes the data of this folder for good: database, queue, uploads, logs. Asks first, unless YES=1.
set -euo pipefail
. "$(dirname "$0")/lib/all.sh"

if [ -z "${YES:-}" ]; then
  printf 'Remove all data in %s for good? [y/N] ' "$IGNY8_DATA_DIR"
  read -r answer || answer=
  [ "$answer" = y ] || fail "nothing was removed."
fi
"$ROOT/scripts/stop.sh"
services_remove_data
rm -rf "$WORDPRESS_DIR"
case $IGNY8_DATA_DIR in
  "$ROOT"/*) rm -rf "$IGNY8_DATA_DIR" ;;
  *) say "$IGNY8_DATA_DIR lies outside the project: only the services' data in it was removed" ;;
esac
say "The data is removed"
