#!/bin/sh
# Asks three questions and writes .env, with secrets made at random; what .env says already stays, and only what lacks is added.
# Answers may stand in the environment instead: IGNY8_DOMAIN, IGNY8_ADMIN_EMAIL, IGNY8_SMTP_URL.
set -eu

umask 077
old=.env
new=$(mktemp .env.new.XXXXXX)
lock=.env.setup
trap 'rm -f "$new"' EXIT
trap 'exit 130' INT TERM HUP

fail() { printf '%s\n' "Error: $*" >&2; exit 1; }

[ -f docker-compose.yml ] || fail "there is no docker-compose.yml here: run it in IGNY8's folder, by docker compose run --rm setup."
# Two at once would each make secrets, and the services would have those of one and the file those of the other.
mkdir "$lock" 2>/dev/null || fail "setup runs already. If it does not, remove the folder $lock and start again."
trap 'rm -f "$new"; rmdir "$lock"' EXIT

random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

# Arguments: a name. Prints what .env says of it.
kept() { if [ -f "$old" ]; then sed -n "s/^$1=//p" "$old" | tail -n 1; fi; }

# Arguments: name, question, what holds when nothing is answered, a pattern that the answer must match. Sets `answer`.
ask() {
  eval "answer=\${$1:-}"
  [ -n "$answer" ] || answer=$(kept "$1")
  # No mail server is an answer as well.
  if [ -n "$answer" ] || { [ -z "$3" ] && [ -f "$old" ] && grep -q "^$1=" "$old"; }; then
    check "$1" "$answer" "$4" || fail "$1 is '$answer', which is not possible here: correct it and start again."
    return 0
  fi
  while :; do
    printf '%s [%s] ' "$2" "$3"
    IFS= read -r answer || fail "no answer came: run it in a terminal, or set IGNY8_DOMAIN, IGNY8_ADMIN_EMAIL and IGNY8_SMTP_URL."
    [ -n "$answer" ] || answer=$3
    if check "$1" "$answer" "$4"; then return 0; fi
    printf 'That is not possible here. Example: %s\n' "$5"
  done
}

check() { [ -z "$2" ] || printf '%s' "$2" | grep -Eq "$3"; }

printf 'Three questions; Enter takes what stands in brackets.\n'
ask IGNY8_DOMAIN 'Under which name is the site reached?' localhost '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]+)?$' app.example.com
domain=$answer
ask IGNY8_ADMIN_EMAIL 'Who is told when a certificate cannot be renewed?' "admin@${domain%%:*}" '^[^@ ]+@[^@ ]+$' you@example.com
email=$answer
ask IGNY8_SMTP_URL 'Which server sends mails? Empty: none' '' '^smtps?://[^ ]+$' 'smtps://user:password@smtp.example.com'
smtp=$answer

# Arguments: name, value. Adds a line where there is none yet, or an empty one.
setting() {
  if [ -n "$(kept "$1")" ]; then return 0; fi
  sed -i "/^$1=\$/d" "$new"
  # In single quotes nothing in it means anything to Compose; quotes themselves cannot stand in an address.
  case $2 in
    *[!A-Za-z0-9@:/._-]*) printf "%s='%s'\n" "$1" "$2" >>"$new" ;;
    *) printf '%s=%s\n' "$1" "$2" >>"$new" ;;
  esac
}

if [ -f "$old" ]; then cat "$old" >"$new"; else cat .env.example >"$new"; fi
# What .env.example says is what holds without it, and not an answer.
[ -f "$old" ] || sed -i '/^IGNY8_DOMAIN=/d' "$new"
[ -z "$(tail -c 1 "$new")" ] || printf '\n' >>"$new"
setting IGNY8_DOMAIN "$domain"
setting IGNY8_ADMIN_EMAIL "$email"
if [ -n "$smtp" ]; then
  setting IGNY8_SMTP_URL "$smtp"
  setting IGNY8_MAIL_FROM "IGNY8 <no-reply@${domain%%:*}>"
fi
setting IGNY8_SECRET "$(random 32)"
for name in POSTGRES_PASSWORD IGNY8_OWNER_PASSWORD IGNY8_APP_PASSWORD REDIS_PASSWORD PGADMIN_PASSWORD; do setting "$name" "$(random 16)"; done
setting BACKUP_PASSPHRASE "$(random 32)"
# For whoever owns this folder.
chown "$(stat -c %u:%g .)" "$new"
mv "$new" "$old"
cat <<END

.env is written. Keep IGNY8_SECRET and BACKUP_PASSPHRASE apart from this machine as well: no backup is of use without both.
Next: docker compose up --detach, then https://$domain
END
