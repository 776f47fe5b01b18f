#!/usr/bin/env bash
# usage: builtins_test.sh RULEC
# docs/builtins.md is what rulec says of the built-in functions, and each of them can be asked for.
set -euo pipefail
rulec=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
failed=0
if ! diff <("$rulec" doc --all) docs/builtins.md; then
  echo 'docs/builtins.md is stale: rulec doc --all > docs/builtins.md'
  failed=1
fi
while read -r name; do
  if ! "$rulec" doc "$name" | grep -q "^$name("; then
    echo "rulec doc does not describe $name"
    failed=1
  fi
done < <("$rulec" doc | sed -n 's/^  //p')
exit "$failed"
