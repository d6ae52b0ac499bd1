#!/usr/bin/env bash
# Stripe's webhooks: how many a second are verified and kept, against the least that keeping takes: an INSERT of the event and an
# UPDATE of who is due; and how long it takes until all of them are worked off.
set -euo pipefail
: "${RELEASE:?run by scripts/bench.sh}" "${IGNY8_ADDR:?}"
command -v python3 >/dev/null || { echo "python3 is not installed; skipping"; exit 0; }

port=$((${IGNY8_ADDR##*:} + 9))
stripe=$((port + 1))
export IGNY8_BASE_URL=http://127.0.0.1:$port
. "$(dirname "$0")/lib.sh"
events=${BENCH_WEBHOOKS:-10000}
customers=50
sql -c "insert into accounts (id, name) select ('00000000-0000-7000-8001-' || lpad(n::text, 12, '0'))::uuid, 'bench stripe ' || n
  from generate_series(1, $customers) n on conflict do nothing;
  insert into subscriptions (account_id, stripe_customer) select id, 'cus_bench_' || split_part(name, ' ', 3) from accounts
  where name like 'bench stripe %' on conflict do nothing" >/dev/null
python3 "$(dirname "$0")/webhooks.py" stand-in "$stripe" &
stand_in=$!
# Arguments: the process.
with_stripe() {
  STRIPE_SECRET_KEY=sk_test_bench STRIPE_WEBHOOK_SECRETS=whsec_bench STRIPE_API_URL=http://127.0.0.1:$stripe \
    IGNY8_ADDR=127.0.0.1:$port exec "$RELEASE" "$1" >"$work/$1.log" 2>&1
}
(with_stripe serve) &
web=$!
# What comes while Stripe is asked is left to it; that of the installation that is measured has no key.
(with_stripe scheduler) &
scheduler=$!
trap 'kill "$web" "$scheduler" "$stand_in" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do curl -fsS -o /dev/null "$api/system/status/" 2>/dev/null && break; sleep 0.1; done

took=$(python3 "$(dirname "$0")/webhooks.py" send "$port" "$events" "$customers")
kept=$(sql -c "select count(*) from stripe_events where id like 'evt_bench_%'")
begun=$(date +%s.%N)
for _ in $(seq 600); do
  left=$(sql -c "select count(*) from stripe_events where id like 'evt_bench_%' and processed_at is null")
  if [ "$left" = 0 ]; then break; fi
  sleep 0.1
done
ended=$(date +%s.%N)
payload=$(printf '%0400d' 0)
cat >"$work/keep.sql" <<SQL
\\set n random(1, $customers)
begin;
insert into stripe_events (id, type, livemode, created_at, customer, payload) values (gen_random_uuid()::text, 'bench', false, now(), 'cus_bench_' || :n, '$payload');
update subscriptions set sync_due_at = now() where stripe_customer = 'cus_bench_' || :n;
commit;
SQL
least=$(pgbench -n -c 8 -j 2 -T 5 -f "$work/keep.sql" "$IGNY8_ADMIN_DATABASE_URL" 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
sql -c "delete from stripe_events where id like 'evt_bench_%' or type = 'bench'; delete from accounts where name like 'bench stripe %'" >/dev/null
echo "$kept of $events webhooks of $customers accounts kept; the aim is 1,000 a second on two cores"
awk -v took="$took" -v n="$events" -v least="$least" -v begun="$begun" -v ended="$ended" -v left="$left" 'BEGIN {
  printf "%-44s %10s %10s\n", "", "/s", "ratio"
  printf "%-44s %10.0f\n", "INSERT and UPDATE by pgbench", least
  printf "%-44s %10.0f %8.0f %%\n", "verified and kept by the server", n / took, 100 * n / took / least
  printf "worked off %.1f s after the last was kept; %d left\n", ended - begun, left }'
