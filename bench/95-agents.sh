#!/usr/bin/env bash
# Agents: how long `tools/list` and one tool take over MCP, against the same list of keywords over REST.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

count=${BENCH_AGENT_CALLS:-300}
revision=2026-07-28
sign_in
fill 10000
made=$(curl -fsS "$api/auth/tokens" -H "authorization: Bearer $token" -H 'content-type: application/json' -d '{"name":"bench agents","role":"owner"}')
secret=$(string secret <<<"$made")

# Arguments: the method, the tool that it calls or nothing, further parameters as JSON ending in a comma. Prints p50, p95 and p99 in milliseconds.
asked() {
  local method=$1 tool=$2 params=$3 urls=() n meta headers
  meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"'$revision'","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}'
  headers=(-H "authorization: Bearer $secret" -H 'accept: application/json, text/event-stream' -H 'content-type: application/json'
    -H "mcp-protocol-version: $revision" -H "mcp-method: $method")
  if [ -n "$tool" ]; then headers+=(-H "mcp-name: $tool"); fi
  for ((n = 0; n < count + 10; n++)); do urls+=(-o "$work/answer" "$IGNY8_BASE_URL/mcp"); done
  curl -fsS "${headers[@]}" -d '{"jsonrpc":"2.0","id":1,"method":"'"$method"'","params":{'"$params$meta"'}}' \
    -w '%{time_total} %{time_pretransfer}\n' "${urls[@]}" | tail -n "+11" | awk '{ print ($1 - $2) * 1000 }' | percentiles
  grep -q '"result"' "$work/answer" || { echo "an agent was refused: $(head -c 300 "$work/answer")" >&2; exit 1; }
}

rest=$(latency 'planner/keywords?page_size=50&volume_min=NNN' "$count")
tools=$(asked tools/list '' '')
keywords=$(asked tools/call list '"name":"list","arguments":{"resource":"planner/keywords","page_size":50},')
unfill
curl -fsS -o /dev/null -X DELETE "$api/auth/tokens/$(string id <<<"$made")" -H "authorization: Bearer $token"
printf '%-44s %8s %8s %8s %8s\n' "" "p50 ms" "p95 ms" "p99 ms" "ratio"
row() { awk -v name="$1" -v values="$2" -v base="$rest" 'BEGIN { split(values, v, " "); split(base, b, " "); printf "%-44s %8.2f %8.2f %8.2f %8.2f\n", name, v[1], v[2], v[3], v[2] / b[2] }'; }
row "50 keywords by REST" "$rest"
row "tools/list (the aim is 20 ms p95)" "$tools"
row "50 keywords by a tool" "$keywords"
