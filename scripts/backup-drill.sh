#!/usr/bin/env bash
# Loses everything and has it back as it was at one moment: loads, backs up, writes on, restores to a moment in between, and compares the
# checksum of every table and of every file with those of that moment. By deploy/backup/igny8-backup, as production does.
set -euo pipefail
. "$(dirname "$0")/lib/test-environment.sh"
. "$(dirname "$0")/lib/all.sh"

ROWS=${DRILL_ROWS:-200000}
PICTURES=${DRILL_PICTURES:-200}
PROGRAM=${IGNY8_DRILL_PROGRAM:-$ROOT/target/debug/igny8}
[ -x "$PROGRAM" ] || PROGRAM=$RELEASE
WORK=$SERVICES_DIR/drill
BACKUP=$ROOT/deploy/backup/igny8-backup
FILES=$WORK/app

finish() {
  status=$?
  trap '' INT TERM HUP
  set +e
  services_stop
  services_remove_data
  rm -rf "$WORK"
  steps_summary
  exit "$status"
}

settings() {
  export BACKUP_DIR=$WORK/backups BACKUP_FILES=$FILES PGDATA=$POSTGRES_DATA PGDATABASE=igny8 PGUSER=igny8_admin
  export PGHOST=$WORK PGPORT=$IGNY8_POSTGRES_PORT PGPASSWORD
  PGPASSWORD=$(services_password)
  export PGBACKREST_CONFIG=$WORK/pgbackrest.conf PGBACKREST_REPO1_PATH=$WORK/backups/pgbackrest PGBACKREST_REPO1_CIPHER_TYPE=aes-256-cbc
  export PGBACKREST_REPO1_CIPHER_PASS=drill-$PGPASSWORD PGBACKREST_STANZA=igny8 PGBACKREST_LOCK_PATH=$WORK/lock PGBACKREST_REPO1_RETENTION_FULL=2
}

# As the user that PostgreSQL runs as; its variables come along.
backup() { as_service_user "$BACKUP" "$@"; }

sql() { as_service_user "${POSTGRES_BIN:-/usr/bin}/psql" -qAt -v ON_ERROR_STOP=1 "$@"; }

start_postgres() {
  # No fsync is lost here: what is drilled is the way back.
  postgres_start -c archive_mode=on "-c archive_command='pgbackrest archive-push %p'" -c archive_timeout=5 -c "unix_socket_directories=$WORK"
}

# A line for each table, of all its rows in whatever order.
tables() {
  local table
  for table in $(sql -c "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1"); do
    printf '%s %s\n' "$table" "$(sql -c "select count(*) || ' ' || coalesce(md5(string_agg(h, '' order by h)), '-') from (select md5(t::text) h from $table t) rows")"
  done
}

checksums_of_files() { (cd "$FILES" && find media uploads -type f -print0 | sort -z | xargs -0 -r sha256sum); }

# Arguments: how many rows, how many pictures, a word that tells them apart.
write() {
  local n
  sql -v rows="$1" -v word="$3" >/dev/null <<'SQL'
insert into keywords (account_id, id, sector_id, keyword, phrase_key, volume, difficulty, cpc, intent)
select s.account_id, gen_random_uuid(), s.id, phrase, phrase, n % 9000, n % 101, (n % 700) / 100.0, 'commercial'
from (select account_id, id from sectors order by id limit 1) s,
     generate_series(1, :rows) n, lateral (select 'drill ' || :'word' || ' ' || n as phrase) p;
SQL
  for ((n = 0; n < $2; n++)); do as_service_user sh -c "head -c $((20000 + n * 37)) /dev/urandom >'$FILES/media/$3-$n.webp'"; done
}

load() {
  app_prepare "$PROGRAM" >/dev/null
  write "$ROWS" "$PICTURES" first
  say "$(sql -c "select pg_size_pretty(pg_database_size('igny8'))") in the database, $(du -sh "$FILES" | cut -f 1) of pictures"
}

first_backup() {
  backup init
  backup now full
}

write_on() {
  write 500 5 second
  rm -f "$FILES"/media/first-1.webp
  backup files
  write 300 3 third
  # This is the moment: nothing is written while it is looked at.
  sleep 1
  MOMENT=$(date -u '+%F %T.%6N+00')
  tables >"$LOG_DIR/drill-then.tables"
  checksums_of_files >"$LOG_DIR/drill-then.files"
  sleep 1
  # After it: more, changed, removed.
  write 700 4 fourth
  sql -c "update keywords set volume = volume + 1 where keyword like 'drill first 1%'; delete from keywords where keyword like 'drill second %'" >/dev/null
  rm -f "$FILES"/media/first-2.webp
  as_service_user sh -c "echo changed >'$FILES/media/first-3.webp'"
  backup files
  sql -c 'select pg_switch_wal()' >/dev/null
  sql -c "create table drill_last (at timestamptz)" >/dev/null
  wait_until 60 archived || fail "the write-ahead log is not archived: see $POSTGRES_DATA/server.log."
}

archived() { [ "$(sql -c "select last_failed_time is null or last_archived_time > last_failed_time from pg_stat_archiver")" = t ] && [ "$(sql -c "select last_archived_time > '$MOMENT' from pg_stat_archiver")" = t ]; }

refusals() {
  if backup restore --to latest >"$LOG_DIR/drill-refused.log" 2>&1; then fail "a restore goes over a running PostgreSQL."; fi
  grep -q 'PostgreSQL runs' "$LOG_DIR/drill-refused.log" || fail "the refusal is another: $(cat "$LOG_DIR/drill-refused.log")"
  postgres_stop
  if backup restore --to "$MOMENT" >"$LOG_DIR/drill-refused.log" 2>&1; then fail "a restore goes over data without a word."; fi
  grep -q 'overwrite' "$LOG_DIR/drill-refused.log" || fail "the refusal is another: $(cat "$LOG_DIR/drill-refused.log")"
  local wrong
  for wrong in 'yesterday noon or so' '2026-01-31 14:05:00' '2999-01-01 00:00:00+00' ''; do
    if backup restore --to "$wrong" --overwrite >"$LOG_DIR/drill-refused.log" 2>&1; then fail "a restore goes to '$wrong'."; fi
  done
  if PGBACKREST_REPO1_CIPHER_PASS=another backup restore --to latest --overwrite >"$LOG_DIR/drill-refused.log" 2>&1; then fail "a restore goes with another passphrase."; fi
  [ -s "$POSTGRES_DATA/PG_VERSION" ] || fail "a refused restore removed data."
}

back() {
  local began=$SECONDS
  # The disk is lost, all of it.
  as_service_user find "$POSTGRES_DATA" -mindepth 1 -delete
  as_service_user find "$FILES/media" -mindepth 1 -delete
  backup restore --to "$MOMENT" --overwrite
  start_postgres
  wait_until 300 promoted || fail "PostgreSQL does not come back: see $POSTGRES_DATA/server.log."
  RESTORE_SECONDS=$((SECONDS - began))
}

promoted() { [ "$(sql -c 'select pg_is_in_recovery()' 2>/dev/null)" = f ]; }

# Nothing goes out of it until somebody says so.
held() {
  [ -n "$(sql -c 'select held_since_restore()')" ] || fail "the restored database sends what it sent before."
  "$PROGRAM" check >"$LOG_DIR/drill-check.log" 2>&1 || true
  grep -q 'Restore: ' "$LOG_DIR/drill-check.log" || fail "igny8 check says nothing of the restore: see $LOG_DIR/drill-check.log."
}

resumed() {
  "$PROGRAM" admin resume-sending --give-up-waiting
  [ -z "$(sql -c 'select held_since_restore()')" ] || fail "it is held still."
}

compare() {
  tables >"$LOG_DIR/drill-now.tables"
  checksums_of_files >"$LOG_DIR/drill-now.files"
  diff "$LOG_DIR/drill-then.tables" "$LOG_DIR/drill-now.tables" || fail "tables are not as they were."
  diff "$LOG_DIR/drill-then.files" "$LOG_DIR/drill-now.files" || fail "files are not as they were."
  say "$(wc -l <"$LOG_DIR/drill-now.tables") tables and $(wc -l <"$LOG_DIR/drill-now.files") files are as they were at $MOMENT"
}

# What a lost disk costs: the time until a written row is in the repository.
lost() {
  local began
  # The new time line is to be backed up as well.
  backup now diff
  began=$(date +%s.%N)
  sql -c "create table drill_lost ()" >/dev/null
  LAST=$(sql -c "select pg_walfile_name(pg_current_wal_lsn())")
  wait_until 60 is_archived "$LAST" || fail "the write-ahead log is not archived within a minute."
  awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "-- lost with the disk: the last %.1f s, with archive_timeout=5; in production at most 60 s and the time of one file\n", b - a }'
}
is_archived() { [ "$(sql -c "select last_archived_wal >= '$1' from pg_stat_archiver")" = t ]; }

dumps() {
  backup dump
  local file
  file=$(find "$BACKUP_DIR/dumps" -name '*.dump')
  if backup restore-dump "$file" >"$LOG_DIR/drill-refused.log" 2>&1; then fail "a dump goes over a database with tables."; fi
  sql -d postgres -c "create database drill_copy owner igny8_owner" >/dev/null
  tables >"$LOG_DIR/drill-then.tables"
  PGDATABASE=drill_copy backup restore-dump "$file"
  PGDATABASE=drill_copy tables >"$LOG_DIR/drill-now.tables"
  diff "$LOG_DIR/drill-then.tables" "$LOG_DIR/drill-now.tables" || fail "a restored dump is another."
  [ -n "$(sql -d drill_copy -c 'select held_since_restore()')" ] || fail "a restored dump sends what was sent before."
  as_service_user sh -c "printf x >>'$file'"
  sql -d postgres -c "drop database drill_copy" -c "create database drill_copy owner igny8_owner" >/dev/null
  if PGDATABASE=drill_copy backup restore-dump "$file" >"$LOG_DIR/drill-refused.log" 2>&1; then fail "a dump that was changed is restored."; fi
}

figures() {
  say "repository of the database: $(du -sh "$BACKUP_DIR/pgbackrest" | cut -f 1), copies of the files: $(du -sh "$BACKUP_DIR/files" | cut -f 1) in $(find "$BACKUP_DIR/files" -mindepth 1 -maxdepth 1 | wc -l) moments"
  say "restore until PostgreSQL took changes: $RESTORE_SECONDS s"
}

have pgbackrest || { can_apt && apt_install pgbackrest rsync; }
have rsync || apt_install rsync
[ -x "$PROGRAM" ] || fail "there is no igny8 to migrate with: build it, or set IGNY8_DRILL_PROGRAM."
end_by finish
services_stop
services_remove_data
rm -rf "$WORK"
private_folder "$WORK"
as_service_user mkdir -p "$FILES/media" "$FILES/uploads" "$WORK/backups" "$WORK/lock"
: >"$WORK/pgbackrest.conf"
settings
printf '[global]\nrepo1-bundle=y\n[igny8]\npg1-path=%s\n' "$POSTGRES_DATA" >"$WORK/pgbackrest.conf"
chmod 644 "$WORK/pgbackrest.conf"

start_all() {
  start_postgres
  redis_start
  DATABASE_URL=$(postgres_url igny8_app) DATABASE_OWNER_URL=$(postgres_url igny8_owner) IGNY8_ADMIN_DATABASE_URL=$(postgres_url igny8_admin) REDIS_URL=$(redis_url)
  export DATABASE_URL DATABASE_OWNER_URL IGNY8_ADMIN_DATABASE_URL REDIS_URL
  load_secret
}

step_here "PostgreSQL that keeps its write-ahead log" start_all
step_here "Load" load
step_here "Full backup" first_backup
step_here "Writes, a moment, more writes" write_on
step_here "What is refused" refusals
step_here "Back to the moment, from nothing" back
step_here "Every table and file" compare
step_here "What goes out is held" held
step_here "Somebody says go" resumed
step_here "What a lost disk costs" lost
step_here "Everything can be read" backup verify
step_here "Dumps" dumps
figures
