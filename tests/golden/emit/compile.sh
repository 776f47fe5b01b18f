#!/bin/sh
# compile.sh RULEC COMPILER RULES INCLUDE_DIR: the C++ of a module compiles, with every warning an error.
set -e
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$1" build "$3" --emit=cpp -o "$out"
for source in "$out"/*.cpp; do
  "$2" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I"$4" -I"$out" "$source"
done
# The codec file stands on its own.
for header in "$out"/*.codec.h; do
  printf '#include "%s"\n' "$header" | "$2" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I"$4" -I"$out" -x c++ -
done
