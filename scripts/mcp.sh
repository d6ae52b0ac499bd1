#!/usr/bin/env bash
# Runs the official conformance suite of the Model Context Protocol and its inspector, against a development build and a fresh database.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

finish() {
  trap '' INT TERM HUP
  set +e
  if [ -n "${EXAMPLE:-}" ]; then kill -TERM "$EXAMPLE" 2>/dev/null; fi
  app_stop
  services_stop
}

SERVER=${CARGO_TARGET_DIR:-$ROOT/target}/debug/igny8

ensure_rust_tools
ensure_node
(cd end2end/mcp && npm ci --no-audit --no-fund)
cargo build --workspace --exclude frontend --bin igny8 --example conformance
end_by finish
test_services_start_fresh
load_secret
export_site
app_prepare "$SERVER"
app_without_limits "$SERVER"
app_start "$SERVER"
app_wait_healthy
"${CARGO_TARGET_DIR:-$ROOT/target}/debug/examples/conformance" 0 >"$LOG_DIR/conformance.out" 2>"$LOG_DIR/conformance.log" &
EXAMPLE=$!
wait_until 10 test -s "$LOG_DIR/conformance.out"
node end2end/mcp/run.mjs "$(cat "$LOG_DIR/conformance.out")" "http://$IGNY8_ADDR"
