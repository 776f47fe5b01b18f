#!/usr/bin/env bash
# Differential test against real Flink: run.sh RULEC FOLDER [SEED [KIND ...]]
#
# Generated scenarios go through a Flink job (MiniCluster, parallelism 1, all scenarios in one job) and through
# `rulec run`; the sorted records must be equal. Flink's jars come from Maven Central, about 140 MB, so this runs where it
# was asked for (`./x test --with-flink`) and in CI; elsewhere it skips (exit 77).
set -euo pipefail
rulec=$1 folder=$2 seed=${3:-1}
shift $(($# < 3 ? $# : 3))
if [[ -z ${RULEC_WITH_FLINK:-} && -z ${CI:-} ]]; then
  echo 'skipped: ./x test --with-flink runs it'
  exit 77
fi
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$folder"
mvn -B -q -f "$source/pom.xml" package "-Dbuild.folder=$folder/java"
for workers in 1 3; do
  rm -f "$folder"/*.jsonl "$folder"/*.txt
  python3 "$source/scenarios.py" make "$folder" "$seed" "$@"
  # Flink reaches into the JDK's own packages.
  if ((workers == 1)); then
    java -Xmx1g --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED \
      -cp "$folder/java/classes:$folder/java/lib/*" rulec.flink.Scenarios "$folder/scenarios.txt" "$folder/java/flink.txt" \
      >"$folder/flink.log" 2>&1 || { tail -40 "$folder/flink.log"; exit 1; }
  fi
  cp "$folder/java/flink.txt" "$folder/flink.txt"
  "$rulec" run "$folder/scenarios.rules" --input "$folder/events.jsonl" --workers "$workers" >"$folder/rulec.jsonl"
  python3 "$source/scenarios.py" compare "$folder"
done
