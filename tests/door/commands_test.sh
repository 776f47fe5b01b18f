#!/usr/bin/env bash
# What ./x says about its commands and about wrong ones.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/door/expect.bash

for script in tools/x/*.sh; do
  name=$(basename "$script" .sh)
  expect "help lists $name" 1 "$(./x help | grep -cE "^  $name +[a-zA-Z0-9]")"
  expect "$name --help" "$name" "$(./x "$name" --help | head -n 1 | cut -d' ' -f1)"
done
expect 'no command is help' "$(./x help)" "$(./x)"
expect 'no colour in a pipe' 0 "$(./x help | grep -c $'\e' || true)"

expect 'exit code of an unknown command' 2 "$(exit_code ./x frobnicate)"
expect 'exit code of a path' 2 "$(exit_code ./x ../x/test)"
# shellcheck disable=SC2016
expect 'suggestion' './x: unknown command `tset`; did you mean `test`? (./x help lists them)' "$(./x tset 2>&1 || true)"
# shellcheck disable=SC2016
expect 'no suggestion' './x: unknown command `frobnicate` (./x help lists them)' "$(./x frobnicate 2>&1 || true)"

expect 'setup takes no argument' 2 "$(exit_code ./x setup now)"
expect 'format knows one flag' 2 "$(exit_code ./x format --chek)"
expect 'kafka wants a verb' 2 "$(exit_code ./x kafka)"
expect 'kafka status of nothing' 3 "$(RULEC_KAFKA_DIR=build/no-broker exit_code ./x kafka status)"
expect 'kafka stop of nothing' 0 "$(RULEC_KAFKA_DIR=build/no-broker exit_code ./x kafka stop)"
