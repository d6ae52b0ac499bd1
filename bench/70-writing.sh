#!/usr/bin/env bash
# Writing: 20 articles by the offline provider, and how soon streamed words of a model reach a browser's event stream, against
# the same words read from the model's server directly.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

articles=${BENCH_ARTICLES:-20}
need python3 python3
sign_in
header="authorization: Bearer $token"
post() { curl -fsS "$api/$1" -H "$header" -H 'content-type: application/json' -d "$2"; }
sector=$(curl -fsS "$api/auth/sectors?page_size=1" -H "$header" | sed 's/.*"results":\[{[^}]*"id":"\([^"]*\)".*/\1/')
sql -c "update credit_balances set balance = balance + 10000 where account_id = '$account'" >/dev/null
sql -c "insert into credit_entries (account_id, id, kind, amount, balance, note) select account_id, gen_random_uuid(), 'grant', 10000, balance, 'bench' from credit_balances where account_id = '$account'" >/dev/null

# Arguments: a title. Prints the new writing task's id.
new_task() {
  post writer/tasks "{\"title\":\"$1\",\"sector_id\":\"$sector\",\"keywords\":\"garden hose\nbest garden hose\",\"words\":1200}" | string id
}

# Arguments: ids of writing tasks as JSON strings with commas. Starts them, waits for their end, and prints the seconds.
write() {
  local began run
  began=$(date +%s.%N)
  run=$(post writer/tasks/actions/generate_content "{\"ids\":[$1]}" | string task_id)
  while :; do
    case $(curl -fsS "$api/system/tasks/$run" -H "$header" | string status) in
      succeeded) break ;;
      failed | dead | cancelled) echo "the articles were not written" >&2; return 1 ;;
    esac
    sleep 0.05
  done
  awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.2f", b - a }'
}

ids=
for n in $(seq "$articles"); do ids+=${ids:+,}\"$(new_task "Bench article $n")\"; done
echo "$articles articles of 1,200 words by the offline provider, one worker: $(write "$ids") s; the aim is 30 s"

# A model's server: each word that it streams is the time at which it was sent, in microseconds.
cat >"$work/model.py" <<'PY'
import json, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

def document(schema, root):
    schema = root["$defs"][schema["$ref"].split("/")[-1]] if "$ref" in schema else schema
    kind = schema.get("type")
    if "enum" in schema: return schema["enum"][0]
    if kind == "object": return {name: document(one, root) for name, one in schema["properties"].items()}
    if kind == "array": return [document(schema["items"], root) for _ in range(max(4, schema.get("minItems", 0)))]
    if kind in ("integer", "number"): return 300
    if kind == "boolean": return False
    return "A garden hose that lasts for years"

class Model(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        usage = {"prompt_tokens": 100, "completion_tokens": 100, "total_tokens": 200}
        if not asked.get("stream"):
            schema = asked["response_format"]["json_schema"]["schema"]
            message = {"role": "assistant", "content": json.dumps(document(schema, schema)), "refusal": None}
            body = json.dumps({"id": "1", "object": "chat.completion", "model": asked["model"], "usage": usage,
                               "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        def send(delta, reason=None, **more):
            chunk = {"id": "1", "object": "chat.completion.chunk", "model": asked["model"],
                     "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()
        send({"role": "assistant", "content": "<p>"})
        for _ in range(40):
            send({"content": f"{time.time_ns() // 1000} "})
            time.sleep(0.025)
        send({"content": "</p>"})
        send({}, "stop", usage=usage)
        self.wfile.write(b"data: [DONE]\n\n")

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Model).serve_forever()
PY

# Prints for each event with words how old its first and its newest word are, in milliseconds; "first" marks the first of a section.
cat >"$work/browser.py" <<'PY'
import json, re, sys, time, urllib.request
request = urllib.request.Request(sys.argv[1], headers={"authorization": "Bearer " + sys.argv[2]})
seen = set()
with urllib.request.urlopen(request) as events:
    print("ready", flush=True)
    name = ""
    for line in events:
        line = line.decode().strip()
        if line.startswith("event:"): name = line[6:].strip()
        if name != "words" or not line.startswith("data:"): continue
        now, words = time.time_ns() // 1000, json.loads(line[5:])
        times = re.findall(r"\d{16}", words["html"])
        if not times: continue
        first = words["place"] not in seen
        seen.add(words["place"])
        print("first" if first else "later", (now - int(times[0 if first else -1])) / 1000, flush=True)
PY

port=${BENCH_MODEL_PORT:-$((${IGNY8_ADDR##*:} + 6))}
python3 "$work/model.py" "$port" &
model=$!
browser=
trap 'kill $model $browser 2>/dev/null || true; rm -rf "$work"' EXIT
integration=$(post system/integrations "{\"name\":\"bench\",\"kind\":\"openai\",\"base_url\":\"http://127.0.0.1:$port/v1\",\"secret\":\"sk-bench\",\"text_model\":\"bench\",\"enabled\":true}" | string id)
settings() { curl -fsS -X PATCH "$api/system/settings" -H "$header" -H 'content-type: application/json' -d "{\"content_by_id\":$1}" >/dev/null; }
settings "\"$integration\""
python3 "$work/browser.py" "$api/events" "$token" >"$work/heard" &
browser=$!
until grep -q ready "$work/heard"; do sleep 0.1; done
sleep 1
write "\"$(new_task 'Bench streaming')\"" >/dev/null
sleep 0.5
settings null
curl -fsS -X DELETE "$api/system/integrations/$integration" -H "$header" >/dev/null
echo "from the model's server to a browser's event stream; the aim is 300 ms for the first words"
printf '%-28s %10s %10s\n' '' 'p50, ms' 'p95, ms'
for which in first later; do
  read -r p50 p95 _ < <(awk -v which="$which" '$1 == which { print $2 }' "$work/heard" | percentiles)
  case $which in first) what="first words of a section" ;; *) what="newest words of an event" ;; esac
  printf '%-28s %10s %10s\n' "$what" "$p50" "$p95"
done
