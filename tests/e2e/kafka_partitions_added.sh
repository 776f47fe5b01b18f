#!/usr/bin/env bash
# Partitions are added to a topic while ruled runs: it finds them alone and processes all their records once, also those
# that came before it knew of them.
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

address=$("$broker" start "$work/kafka")
"$broker" create-topic "$work/kafka" items 1 seen 1 >"$work/topics.log" 2>&1
build_pass_on
admin=$("$broker" free-port)
pass_on_config "$address" "$admin" 'topic.metadata.refresh.interval.ms: "1000"' >"$work/ruled.yaml"
start_ruled
items 1 1000 | kcat -q -b "$address" -P -t items -p 0
wait_for 'reading of the first partition' has_read "$admin" 1000

"$broker" tool "$work/kafka" org.apache.kafka.tools.TopicCommand --alter --topic items --partitions 3 >>"$work/topics.log" 2>&1
three_partitions() { "$broker" topics "$work/kafka" | grep -qx 'items 3'; }
wait_for 'three partitions' three_partitions
items 1001 2000 | kcat -q -b "$address" -P -t items -p 1
items 2001 3000 | kcat -q -b "$address" -P -t items -p 2
items 3001 4000 | kcat -q -b "$address" -P -t items -p 0
wait_for 'reading of all partitions' has_read "$admin" 4000
is_ready "$admin" >"$work/readyz" || fail 'not ready with three partitions'
stop_ruled
# What was committed covers the new partitions, too: nothing is read again.
start_ruled --until-end
wait "$host" || fail "the second run ended with $?"
expect_ids "$address" 1 4000
expect "$(cat "$work/errors.jsonl" "$work/late.jsonl" | wc -l)" 0 'records in errors and late'
