#!/usr/bin/env bash
# usage: diagnostics_test.sh RULEC
# Every code has a golden case that shows it, and docs/diagnostics.md is what rulec says of them.
set -euo pipefail
rulec=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
failed=0
while read -r code; do
  if ! grep -rqs "\[$code " --include=expected.stderr tests/golden && ! grep -q " $code " tests/golden/limits_test.sh; then
    echo "$code has no golden case"
    failed=1
  fi
done < <("$rulec" explain --all | grep -oE '\bR0[0-9]{3}\b' | sort -u)
if ! diff <("$rulec" explain --all) docs/diagnostics.md; then
  echo 'docs/diagnostics.md is stale: rulec explain --all > docs/diagnostics.md'
  failed=1
fi
exit "$failed"
