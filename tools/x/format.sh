#!/usr/bin/env bash
# format    lays out every tracked C++ file by clang-format 19; --check only says which would change
set -euo pipefail
source tools/x/door.bash

check=0
case ${1:-} in
  '') ;;
  --check) check=1 ;;
  *) usage ;;
esac
command -v clang-format-19 >/dev/null || fail 'clang-format-19 is missing: ./x setup installs it'
clang-format-19 --dump-config >/dev/null || fail '.clang-format is not accepted'

# Expectations show what the compiler prints, as it prints it.
files() { tracked '*.h' '*.cpp' | { grep -v -e '^tests/golden/' -e '/expected\.' || true; } | tr '\n' '\0'; }
each() { xargs -0 -r -n 16 -P "$(nproc)" "$@"; }

if ((!check)); then
  files | each clang-format-19 -i
else
  # A batch prints the names of its files at once, so that batches do not mix.
  # shellcheck disable=SC2016
  names=$(files | each bash -c 'clang-format-19 --dry-run -Werror "$@" 2>&1 | sed -n "s/:[0-9]*:[0-9]*: error: .*//p" | sort -u' -)
  if [[ -n $names ]]; then
    sort <<<"$names"
    fail 'these files are not laid out: run ./x format'
  fi
fi
