# shellcheck shell=bash
# Processes known by a file that holds their id, safe against an id that now belongs to another program.

# Arguments: process id. A slim Debian has no ps, macOS no /proc.
command_line() {
  if [ -d /proc/self ]; then
    tr '\0' ' ' <"/proc/$1/cmdline"
  else
    ps -ww -p "$1" -o args=
  fi 2>/dev/null
}

# Arguments: pid file, a word of the command. Prints the id if that process runs.
running_pid() {
  local pid
  [ -f "$1" ] || return 1
  pid=$(head -n 1 "$1" 2>/dev/null)
  [ -n "$pid" ] || return 1
  case $(command_line "$pid") in
    *"$2"*) printf '%s' "$pid" ;;
    *) return 1 ;;
  esac
}

is_stopped() { ! running_pid "$1" "$2" >/dev/null; }

# Arguments: pid file, a word of the command, seconds of patience. Ends the process, by force after that time.
stop_process() {
  local pid
  pid=$(running_pid "$1" "$2") || { rm -f "$1"; return 0; }
  kill -TERM "$pid" 2>/dev/null || true
  if ! wait_until "$3" is_stopped "$1" "$2"; then
    say "$(basename "$1" .pid) did not stop within $3 s and is ended by force"
    kill -KILL "$pid" 2>/dev/null || true
    wait_until 5 is_stopped "$1" "$2" || true
  fi
  rm -f "$1"
}

# Arguments: a function. The script ends by it, also when it is interrupted.
end_by() {
  # shellcheck disable=SC2064
  trap "$1" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}
