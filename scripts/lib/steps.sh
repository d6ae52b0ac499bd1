# shellcheck shell=bash
# A run made of named steps that ends at the first failure and closes with a table of what took how long.

STEP_LINES=()
STEPS_PASSED=0
STEPS_FAILED=0
# The last lines of the step that failed.
STEP_END=

# Arguments: name, command.
step() {
  local name=$1 began=$SECONDS status
  shift
  printf '\n== %s\n' "$name"
  # A subshell tested by `||` would ignore `set -e` inside, so the status is taken apart.
  set +e
  if [ -n "${CI:-}" ]; then
    # Not a pipe: what a step leaves running would hold its end open, and nothing would go on.
    (set -e; "$@") > >(exec tee "$LOG_DIR/step.log") 2>&1
  else
    (set -e; "$@")
  fi
  status=$?
  set -e
  step_record "$name" "$status" $((SECONDS - began))
  [ "$status" = 0 ] || { step_end; exit 1; }
}

# Whoever sees the table alone must learn from it what failed: Playwright and nextest name that last.
step_end() {
  [ -n "${CI:-}" ] || return 0
  # For tee to write what it still holds.
  sleep 1
  STEP_END=$(sed -e 's/\x1b\[[0-9;]*[A-Za-z]//g' -e '/^[[:space:]]*$/d' "$LOG_DIR/step.log" | tail -n 12 | cut -c 1-200)
}

# Arguments: name, command. As step, for a command that sets variables which later steps need.
step_here() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  OPEN_STEP=$name
  "$@"
  OPEN_STEP=
  step_record "$name" 0 $((SECONDS - began))
}

# Arguments: name, exit status, seconds.
step_record() {
  if [ "$2" = 0 ]; then
    STEPS_PASSED=$((STEPS_PASSED + 1))
    STEP_LINES+=("$(printf '  %-42s ok     %5d s' "$1" "$3")")
  else
    STEPS_FAILED=$((STEPS_FAILED + 1))
    STEP_LINES+=("$(printf '  %-42s FAILED %5d s' "$1" "$3")")
  fi
}

steps_summary() {
  if [ -n "${OPEN_STEP:-}" ]; then step_record "$OPEN_STEP" 1 0; fi
  printf '\n== Steps\n'
  if [ "${#STEP_LINES[@]}" -gt 0 ]; then printf '%s\n' "${STEP_LINES[@]}"; fi
  if [ -n "$STEP_END" ]; then printf '\n== End of the step that failed\n%s\n' "$STEP_END"; fi
  printf '%s passed, %s failed\n' "$STEPS_PASSED" "$STEPS_FAILED"
}
