#!/usr/bin/env bash
# usage: imports_test.sh RULEC
# A decision and one of the same name in an import: each is asked by its own name, with one answer of native code and of
# the evaluator.
set -euo pipefail
rulec=$1
rules=$(dirname "$0")/emit/imported_names/input.rules
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '{"n":5}' >"$work/input.json"
failed=0

# answers DECISION ANSWER
answers() {
  local native evaluated
  native=$("$rulec" run "$rules" --decision "$1" --input "$work/input.json" 2>/dev/null)
  evaluated=$("$rulec" explain "$rules" --decision "$1" --input "$work/input.json" 2>/dev/null | sed -n 's/^answer: //p')
  if [[ $native != "$2" || $evaluated != "$2" ]]; then
    printf '%s: expected %s, native code gives %s, the evaluator %s\n' "$1" "$2" "$native" "$evaluated"
    failed=1
  fi
}

# refused COMMAND DECISION REMEDY
refused() {
  local output
  if output=$("$rulec" "$1" "$rules" --decision "$2" --input "$work/input.json" 2>&1) || [[ $output != *"$3"* ]]; then
    printf '%s --decision %s: expected "%s", got:\n%s\n' "$1" "$2" "$3" "$output"
    failed=1
  fi
}

answers D 601
answers lib.D 6
# shellcheck disable=SC2016 # names in the compiler's messages stand in back-quotes
for command in run explain; do
  refused "$command" Other 'did you mean `lib.Other`?'
  refused "$command" E 'there are `lib.D`, `lib.Only`, `lib.Other`, `D`, `Only`'
done
exit "$failed"
