#!/usr/bin/env bash
# Many records through the broker, and the same through `rulec run`: as many alerts, with the same hash; it says how much
# memory ruled holds after each quarter of them. 500 K records, or as many as the fifth argument says; by hand, in a
# directory with 12 GB of room:
#
#   tests/e2e/kafka_exact.sh build/release/bin/rulec build/release/bin/ruled build/release/bin/rulec-gen /tmp/exact 20M
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

events=${5:-500K}
address=$("$broker" start "$work/kafka")
"$broker" create-topic "$work/kafka" card.transactions 1 card.alerts 1 >"$work/topics.log" 2>&1
"$rulec" build "$rules" -o "$work" >"$work/build.log" 2>&1
admin=$("$broker" free-port)
config "$address" "$admin" >"$work/ruled.yaml"
# ruled reads what is there and what comes.
start_ruled
"$gen" transactions "events=$events" "out=kafka:$address/card.transactions" >"$work/gen.log" 2>&1 &
pids+=("$!")
count=$(numfmt --from=si "$events")
for quarter in 1 2 3 4; do
  wait_for "reading of quarter $quarter" has_read "$admin" $((count * quarter / 4))
  echo "after $((count * quarter / 4)) records: $(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$host/status") MiB"
done
"$gen" transactions "events=$events" 2>>"$work/run.log" |
  "$rulec" run "$rules" --input transactions=- 2>>"$work/run.log" | "$gen" hash-alerts >"$work/expected"
stop_ruled
values_of "$address" card.alerts | "$gen" hash-alerts --values >"$work/actual"
expect "$(cat "$work/actual")" "$(cat "$work/expected")" 'alerts'
expect "$(grep -c '^rows=[1-9]' "$work/expected")" 1 'lines of an answer with rows'
expect "$(cat "$work/errors.jsonl" "$work/late.jsonl" | wc -l)" 0 'records in errors and late'
