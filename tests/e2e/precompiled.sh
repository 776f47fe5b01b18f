#!/usr/bin/env bash
# precompiled.sh RULEC COMPILER INCLUDE_DIR WORK_DIR RULES...: what generated code includes is in the precompiled header
# whole, since a header that is not costs every module its parsing.
set -euo pipefail
rulec=$1 compiler=$2 include=$3 work=$4
shift 4
rm -rf "$work"
mkdir -p "$work"
echo '#include "rulert/module.h"' >"$work/module.h"
flags=(-std=c++20 "-I$include")
"$compiler" "${flags[@]}" -x c++-header "$work/module.h" -o "$work/module.pch"
for rules in "$@"; do
  "$rulec" build "$rules" -o "$work/out" --emit=cpp
  for source in "$work"/out/*.cpp; do
    # -H prints each header that is opened, with its depth in dots.
    "$compiler" "${flags[@]}" -include-pch "$work/module.pch" -fsyntax-only -H "$source" 2>"$work/opened"
    if grep '^\.' "$work/opened" | grep -v " $work/out/"; then
      echo "FAILED: $source opens these headers: include them in rulert/module.h"
      exit 1
    fi
  done
done
