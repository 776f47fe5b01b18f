# Checks for the door's tests. Sourced; the first mismatch ends the test.
# shellcheck shell=bash

# expect WHAT EXPECTED ACTUAL
expect() {
  if [[ $2 != "$3" ]]; then
    printf '%s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    exit 1
  fi
}

# exit_code COMMAND...: prints it; the command's output is dropped.
exit_code() {
  local status=0
  "$@" >/dev/null 2>&1 || status=$?
  printf '%s\n' "$status"
}
