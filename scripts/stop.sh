#!/usr/bin/env bash
# Stops whatever of IGNY8 runs in this folder: a run, its processes, PostgreSQL, Redis and WordPress.
set -euo pipefail
. "$(dirname "$0")/lib/all.sh"

for script in run dev; do stop_process "$PID_DIR/$script.pid" "$script.sh" 90; done
app_stop
wordpress_stop
services_stop
say "Everything is stopped"
