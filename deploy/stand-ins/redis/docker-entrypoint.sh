#!/bin/sh
# Starts Redis as its user; all interfaces and without the protected mode, as the real image does.
set -e
if [ "$1" = redis-server ]; then
  shift
  set -- redis-server --protected-mode no --bind '* -::*' "$@"
  if [ "$(id -u)" = 0 ]; then
    chown -R redis /data
    exec gosu redis "$@"
  fi
fi
exec "$@"
