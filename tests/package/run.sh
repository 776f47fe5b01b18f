#!/usr/bin/env bash
# usage: run.sh BUILD_DIR CONSUMER_SOURCE WORK_DIR CXX
# Installs the build into WORK_DIR, builds the consumer against it with nothing else on its path, and runs it.
set -euo pipefail
build=$1 consumer=$2 work=$3 cxx=$4
rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
cp -r "$consumer" "$work/consumer"
cmake -S "$work/consumer" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_CXX_COMPILER="$cxx" >"$work/configure.log"
cmake --build "$work/build" >"$work/build.log" || { cat "$work/build.log"; exit 1; }
[ "$("$work/build/consumer")" = "approve 25500.00 by prime" ]
# A rule edited afterwards reaches the program: the header is made again.
sed -i 's/0\.30/0.20/' "$work/consumer/credit.rules"
cmake --build "$work/build" >>"$work/build.log"
[ "$("$work/build/consumer")" = "approve 17000.00 by prime" ]
# The installed rulec finds its own runtime headers.
RULEC_CACHE_DIR="$work/cache" "$work/prefix/bin/rulec" run "$work/consumer/credit.rules" --decision CreditApproval \
  --input "$work/consumer/applications.jsonl" | grep -q '"limit":17000.00'
