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

# Expectations show what the compiler prints, as it prints it.
files() { tracked '*.h' '*.cpp' | { grep -v -e '^tests/golden/' -e '/expected\.' || true; } | tr '\n' '\0'; }
over() { xargs -0 -r -n 16 -P "$(nproc)" clang-format-19 --style=file "$@"; }

if ((!check)); then
  files | over -i
elif ! log=$(files | over --dry-run -Werror 2>&1); then
  names=$(sed -n 's/^\([^ :][^:]*\):[0-9]*:[0-9]*: error: .*/\1/p' <<<"$log" | sort -u)
  printf '%s\n' "${names:-$log}"
  fail 'these files are not laid out: run ./x format'
fi
