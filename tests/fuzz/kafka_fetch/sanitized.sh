#!/usr/bin/env bash
# The parsers of brokers' answers under libFuzzer with AddressSanitizer and UBSan, in a release build too:
#   sanitized.sh CLANG SOURCE_DIR WORK_DIR SECONDS
# Compiles only what reads answers; new inputs go to WORK_DIR, what was found to WORK_DIR/found.
set -euo pipefail
clang=$1 source=$2 work=$3 seconds=$4
rm -rf "$work/found"
mkdir -p "$work/objects" "$work/corpus" "$work/found"

flags=(-std=c++20 -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
  -DFMT_HEADER_ONLY -I"$source" -I"$source/runtime/include")
fetch=$source/runtime/src/io/kafka_fetch
parts=("$source/tests/fuzz/kafka_fetch/kafka_fetch_fuzz.cpp")
for part in chunk crc32c fetch_response protocol record_batch requests responses unpack wire; do parts+=("$fetch/$part.cpp"); done
launcher=()
if command -v ccache >/dev/null; then launcher=(ccache); fi
objects=()
for part in "${parts[@]}"; do
  object=$work/objects/$(basename "${part%.cpp}").o
  "${launcher[@]}" "$clang" "${flags[@]}" -c "$part" -o "$object"
  objects+=("$object")
done
"$clang" -fsanitize=fuzzer,address,undefined "${objects[@]}" -o "$work/fuzz" -lz -llz4 -lzstd -lsnappy
"$work/fuzz" -max_total_time="$seconds" -seed=1 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$work/found/" \
  "$work/corpus" "$source/tests/fuzz/kafka_fetch/corpus"
