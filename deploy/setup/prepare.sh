#!/bin/sh
# Says what .env lacks before anything starts, and gives Caddy's volumes to the user that Caddy runs as.
set -eu

missing=
for name in IGNY8_DOMAIN IGNY8_ADMIN_EMAIL IGNY8_SECRET POSTGRES_PASSWORD IGNY8_OWNER_PASSWORD IGNY8_APP_PASSWORD REDIS_PASSWORD BACKUP_PASSPHRASE; do
  eval "value=\${$name:-}"
  if [ -z "$value" ]; then missing="$missing $name"; fi
done
if [ -n "$missing" ]; then
  printf 'Error: .env does not set%s. Run: docker compose run --rm setup\n' "$missing" >&2
  exit 1
fi
for name in IGNY8_OWNER_PASSWORD IGNY8_APP_PASSWORD REDIS_PASSWORD; do
  eval "value=\$$name"
  case $value in
    *[!A-Za-z0-9._~-]*)
      printf 'Error: %s stands in an address, so it may have letters, digits and . _ ~ - only. Choose another in .env.\n' "$name" >&2
      exit 1
      ;;
  esac
done
# Once: what Caddy has written since is closed to all others.
for folder in /data /config; do
  [ "$(stat -c %u "$folder")" = 10002 ] || chown -R 10002:10002 "$folder"
done
