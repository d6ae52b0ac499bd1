# shellcheck shell=bash
# Questions to a port of this machine, asked with bash alone because a fresh machine has no curl, nc or ss.

# Arguments: host, port. True if something listens there.
port_open() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# Arguments: port, what wants it, the variable that moves it, a value to suggest.
require_free_port() {
  port_open 127.0.0.1 "$1" || return 0
  fail "port $1, which $2 wants, is taken by another program: stop that program, or set $3=$4 and start again."
}

# Arguments: host, port, path. True if the answer's status is 200.
http_ok() {
  local status
  status=$( (
    exec 3<>"/dev/tcp/$1/$2" || exit 1
    printf 'GET %s HTTP/1.0\r\nHost: %s:%s\r\n\r\n' "$3" "$1" "$2" >&3
    read -r -t 5 _ code _ <&3 && printf '%s' "$code"
  ) 2>/dev/null)
  [ "$status" = 200 ]
}
