#!/usr/bin/env bash
# format    lays out every tracked C++ file by clang-format 19; --check only says which would change
set -euo pipefail
source tools/x/door.bash

mode=(-i)
case ${1:-} in
  '') ;;
  --check) mode=(--dry-run -Werror) ;;
  *) usage ;;
esac
command -v clang-format-19 >/dev/null || fail 'clang-format-19 is missing: ./x setup installs it'
# Expectations show what the compiler prints, as it prints it.
tracked '*.h' '*.cpp' | { grep -v -e '^tests/golden/' -e '/expected\.' || true; } | tr '\n' '\0' |
  xargs -0 -r -n 16 -P "$(nproc)" clang-format-19 --style=file "${mode[@]}" || fail 'these files are not laid out: run ./x format'
