#!/usr/bin/env bash
# check     layout, scripts, fences between folders and the examples' rules: what can be judged without running it
#
# All findings are printed; exit 1 if there are any. The examples are checked once rulec is built.
set -euo pipefail
source tools/x/door.bash

(($# == 0)) || usage
findings=0
finding() { printf '%s\n' "$*"; findings=$((findings + 1)); }

# fence WHAT PATTERN ALLOWED: no file of the product outside ALLOWED contains PATTERN.
fence() {
  local file
  while IFS= read -r file; do
    finding "$file: $1 outside its folder"
  done < <(tracked 'compiler/*' 'runtime/*' | { grep -vE "$3" || true; } | tr '\n' '\0' | xargs -0 -r grep -lE "$2")
}

bash tools/x/format.sh --check || findings=$((findings + 1))

while IFS= read -r script; do
  bash -n "$script" || finding "$script: bash -n"
  if command -v shellcheck >/dev/null; then
    shellcheck -x "$script" || finding "$script: shellcheck"
  fi
done < <(tracked x .ci/run '*.sh' '*.bash')

fence ANTLR '#include [<"](antlr4-runtime|Rules(Lexer|Parser))' '^compiler/parse/'
fence CLI11 '#include [<"]CLI/' '^(compiler/driver|runtime/host)/'
fence librdkafka '#include [<"]librdkafka' '^runtime/(src/io|testing)/'
fence OpenSSL '#include [<"]openssl/' '^runtime/src/io/kafka_fetch/'
fence "compressions of Kafka's batches" '#include [<"](lz4frame|snappy-c|zlib|zstd)\.h' '^runtime/src/io/kafka_fetch/'
fence Boost.Beast '#include [<"]boost/beast' '^runtime/src/http/'
fence LLVM '#include [<"](clang|llvm)/' '^compiler/cpp_tools/'
fence RocksDB '#include [<"]rocksdb/' '^runtime/src/state/'
fence 'compiler inside runtime' '#include "compiler/' '^compiler/'
# The functions of the language are one code for both: docs/design/functions.md.
fence 'runtime inside compiler' '#include "(runtime|rulert)/' '^(runtime/|compiler/driver/|compiler/eval/(functions|pattern)[.]cpp|compiler/types/currency[.]cpp)'

while IFS= read -r file; do
  lines=$(wc -l <"$file")
  if ((lines > 500)); then finding "$file: $lines lines; a file has one subject and up to 500"; fi
done < <(tracked '*.h' '*.cpp' | grep -v '^tests/golden/.*/expected\.')

while IFS= read -r file; do
  finding "$file: a name that says nothing"
done < <(tracked '*' | grep -iE '(_|/)?(utils?|helpers?|common|manager|misc)\.[a-z]+$' || true)

while IFS= read -r place; do
  finding "$place"
done < <(tracked '*.h' '*.cpp' '*.tmpl' '*.g4' '*.cmake' '*CMakeLists.txt' | tr '\n' '\0' |
  xargs -0 -r grep -nHE '\b(TO''DO|FIX''ME)\b|not imple''mented' || true)

rulec=$door_build/bin/rulec
if [[ -x $rulec ]]; then
  while IFS= read -r rules; do
    "$rulec" check "$rules" || finding "$rules: rulec check"
    "$rulec" fmt --check "$rules" || finding "$rules: rulec fmt --check"
  done < <(tracked 'examples/*.rules')
fi

if ((findings > 0)); then fail "$findings findings"; fi
