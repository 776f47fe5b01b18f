#!/usr/bin/env bash
# Two brokers. While records flow the leader of both topics is killed, comes back and is elected again: every record is
# processed, none of them twice.
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

events=300000 at_once=200
mkdir -p "$work/kafka" "$work/kafka2"
# The controller gives the second node its leadership back as soon as it is in sync.
printf '%s\n' offsets.topic.replication.factor=2 leader.imbalance.check.interval.seconds=1 |
  tee "$work/kafka/extra.properties" >"$work/kafka2/extra.properties"
"$rulec" build "$rules" -o "$work" >"$work/build.log" 2>&1
"$gen" transactions "events=$events" "out=$work/tx.jsonl" >"$work/gen.log" 2>&1
"$rulec" run "$rules" --input "transactions=$work/tx.jsonl" 2>"$work/run.log" | "$gen" hash-alerts >"$work/expected"
first=$("$broker" start "$work/kafka")
second=$("$broker" start "$work/kafka2" "$work/kafka")
both=$first,$second
# The second node leads; the first has the controller and stays.
for topic in card.transactions card.alerts; do
  "$broker" tool "$work/kafka" org.apache.kafka.tools.TopicCommand --create --topic "$topic" --replica-assignment 2:1 \
    >>"$work/topics.log" 2>&1
done
both_led_by() { leads "$first" card.transactions "$1" && leads "$first" card.alerts "$1"; }
wait_for 'leading of the second node' both_led_by 2
admin=$("$broker" free-port)
config "$both" "$admin" >"$work/ruled.yaml"
start_ruled
wait_for 'readiness' is_ready "$admin"

# One producer for all lines, so that their order stays; the next ones when ruled has had those before. kcat holds
# a few back, since it reads in blocks.
exec {producer}> >(kcat -q -b "$both" -P -t card.transactions -X enable.idempotence=true 2>"$work/producer.log")
pids+=($!)
exec {transactions}<"$work/tx.jsonl"
fed=0
feed() {
  ((fed + $1 <= events)) || fail 'the records were used up before the leader had moved'
  mapfile -n "$1" -u "$transactions" slice
  printf '%s' "${slice[@]}" >&"$producer"
  fed=$((fed + $1))
  wait_for "reading of $fed records" has_read "$admin" "$((fed - 100))"
}
# feed_until COMMAND: records flow until it succeeds, and on.
feed_until() {
  feed "$at_once"
  until "$@"; do feed "$at_once"; done
  feed "$at_once"
}

feed 10000
"$broker" kill "$work/kafka2"
feed_until both_led_by 1
# The broker must not hold the producer's input open.
(exec {producer}>&-; "$broker" start "$work/kafka2" >/dev/null) &
feed_until both_led_by 2
feed $((events - fed))
exec {producer}>&-
wait_for 'reading of all records' has_read "$admin" "$events"
stop_ruled

kcat -q -b "$both" -C -t card.alerts -o beginning -e -f '%h\t%s\n' >"$work/alerts"
expect "$(cut -f2 "$work/alerts" | "$gen" hash-alerts --values)" "$(cat "$work/expected")" 'alerts'
expect "$(cut -f1 "$work/alerts" | sort | uniq -d | wc -l)" 0 'ids that come twice'
