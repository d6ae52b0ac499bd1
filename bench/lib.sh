# shellcheck shell=bash
# What every measurement shares: the demo account, SQL, keywords to measure with, and percentiles. Not executable: it is read, not run.

export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
api=$IGNY8_BASE_URL/api/v1

need() { command -v "$1" >/dev/null || { echo "$1 is not installed (Debian: apt-get install $2); skipping"; exit 0; }; }

sql() { psql -qAt -v ON_ERROR_STOP=1 "$IGNY8_ADMIN_DATABASE_URL" "$@"; }

# Arguments: a key. Prints the value of the first string with this key in the JSON that comes in.
string() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }

# Sets token and account.
sign_in() {
  token=$(curl -fsS "$api/auth/login" -H 'content-type: application/json' \
    -d "{\"email\":\"${DEMO_LOGIN%% / *}\",\"password\":\"${DEMO_LOGIN##* / }\"}" | string access_token)
  account=$(curl -fsS "$api/auth/session" -H "authorization: Bearer $token" |
    sed 's/.*"account":{"id":"\([^"]*\)".*/\1/')
}

# Arguments: how many. The demo account has this many keywords to measure with, whatever it had before.
fill() {
  sql -v account="$account" -v rows="$1" >/dev/null <<'SQL'
insert into keywords (account_id, id, sector_id, keyword, phrase_key, volume, difficulty, cpc, intent)
select :'account', gen_random_uuid(), (select id from sectors where account_id = :'account' limit 1), phrase, phrase,
       (n::bigint * 7919) % 100000, n % 101, (n % 700) / 100.0, (array['informational', 'commercial'])[1 + n / 64 % 2]
from (select n, 'bench ' || word[1 + n % 8] || ' ' || word[9 + n / 8 % 8] || ' ' || n as phrase
      from generate_series(1, :rows) n,
           (select array['running', 'hiking', 'red', 'blue', 'cheap', 'used', 'best', 'small', 'shoes', 'chair', 'tent',
                         'kettle', 'piano', 'lamp', 'desk', 'hose'] as word) words) rows
on conflict do nothing;
SQL
  sql -c 'vacuum analyze keywords' >/dev/null
}

unfill() { sql -c "delete from keywords where account_id = '$account' and keyword like 'bench %'" >/dev/null; }

# Prints the p50, p95 and p99 of the numbers that come in, one a line.
percentiles() {
  sort -n | awk '{ v[NR] = $1 } END {
    if (NR == 0) { print "0 0 0"; exit }
    printf "%.2f %.2f %.2f\n", v[int((NR - 1) * 0.5) + 1], v[int((NR - 1) * 0.95) + 1], v[int((NR - 1) * 0.99) + 1] }'
}

# Arguments: a path under the API, in which NNN is a number that no other request has, how often, options of curl. Prints p50, p95 and p99 in milliseconds, one request after the
# other on one connection, the first ten left out.
latency() {
  local path=$1 count=$2 urls=() n
  shift 2
  for ((n = 0; n < count + 10; n++)); do urls+=(-o /dev/null "$api/${path//NNN/$n}"); done
  curl -fsS -H "authorization: Bearer $token" "$@" -w '%{time_starttransfer} %{time_pretransfer}\n' "${urls[@]}" |
    tail -n "+11" | awk '{ print ($1 - $2) * 1000 }' | percentiles
}
