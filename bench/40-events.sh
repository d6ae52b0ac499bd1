#!/usr/bin/env bash
# Idle clients of the event stream: how much memory of the web process each takes.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

clients=${BENCH_EVENT_CLIENTS:-1000}
need python3 python3
sign_in
web=$(<"$PID_DIR/web.pid")
resident() { awk '/^VmRSS/ { print $2 }' "/proc/$web/status"; }

cat >"$work/clients.py" <<'PY'
import os, resource, socket, sys
address, port, token, count = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
held = []
for _ in range(count):
    client = socket.create_connection((address, port))
    client.sendall(f"GET /api/v1/events HTTP/1.1\r\nhost: {address}:{port}\r\nauthorization: Bearer {token}\r\n\r\n".encode())
    assert b" 200 " in client.recv(4096).split(b"\r\n")[0]
    held.append(client)
print("ready", flush=True)
sys.stdin.read()
PY
curl -fsSN --max-time 1 "$api/events" -H "authorization: Bearer $token" >/dev/null 2>&1 || true
before=$(resident)
coproc CLIENTS { python3 "$work/clients.py" "${IGNY8_ADDR%:*}" "${IGNY8_ADDR##*:}" "$token" "$clients"; }
read -r -t 60 _ <&"${CLIENTS[0]}" || { echo "the clients could not connect"; exit 1; }
sleep 3
after=$(resident)
running=$CLIENTS_PID
kill "$running"
wait "$running" 2>/dev/null || true
echo "memory of idle event clients; the aim is 30 kB each or less"
printf '%-12s %14s %14s %12s\n' clients 'before, MB' 'after, MB' 'each, kB'
awk -v n="$clients" -v a="$before" -v b="$after" 'BEGIN { printf "%-12d %14.1f %14.1f %12.1f\n", n, a / 1024, b / 1024, (b - a) / n }'
