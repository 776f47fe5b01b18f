#!/usr/bin/env bash
# A Nexmark query as rules against Flink SQL's answer: run.sh RULEC RULEC_GEN QUERY.rules
set -euo pipefail
rulec=$1 gen=$2 rules=$3
query=$(basename "$rules" .rules)
for workers in 1 3; do
  "$gen" nexmark only=bids | "$rulec" run "$rules" --input bids=- --workers "$workers" |
    python3 "$(dirname "${BASH_SOURCE[0]}")/compare.py" "$query"
done
