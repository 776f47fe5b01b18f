#!/usr/bin/env bash
# The topic is deleted and made anew while ruled runs: it says so and goes on at the new topic's earliest record. Once
# with eyes open and fewer partitions than before, once while ruled is stopped, so that only the topic's id tells.
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

address=$("$broker" start "$work/kafka")
"$broker" create-topic "$work/kafka" items 2 seen 1 >"$work/topics.log" 2>&1
build_pass_on
admin=$("$broker" free-port)
pass_on_config "$address" "$admin" >"$work/ruled.yaml"
start_ruled
items 1 1000 | kcat -q -b "$address" -P -t items -p 0
items 1001 2000 | kcat -q -b "$address" -P -t items -p 1
wait_for 'reading of the first topic' has_read "$admin" 2000

delete_topic() {
  "$broker" tool "$work/kafka" org.apache.kafka.tools.TopicCommand --delete --topic items >>"$work/topics.log" 2>&1
  topic_is_gone() { [[ -z $("$broker" topics "$work/kafka" | sed -n '/^items /p') ]]; }
  wait_for 'the end of the topic' topic_is_gone
}
not_ready_without_topic() { curl -s "http://127.0.0.1:$admin/readyz" | grep -q 'source items: .*there is no topic items'; }

delete_topic
wait_for 'the missing topic in /readyz' not_ready_without_topic
"$broker" create-topic "$work/kafka" items 1 >>"$work/topics.log" 2>&1
items 2001 2500 | kcat -q -b "$address" -P -t items -p 0
wait_for 'reading of the second topic' has_read "$admin" 2500
has_said 'topic items was made anew; going on at its earliest records' || fail 'nothing was said of the new topic'
wait_for 'readiness' is_ready "$admin"
# The partition that is no more holds no time back.
is_idle() { curl -sf "http://127.0.0.1:$admin/metrics" | grep '^rulert_partition_idle{' | grep 'partition="1"' | grep -q ' 1$'; }
wait_for 'idleness of partition 1' is_idle

kill -STOP "$host"
delete_topic
"$broker" create-topic "$work/kafka" items 1 >>"$work/topics.log" 2>&1
# More than the topic before had: who reads on at the old offset misses the first 500.
items 2501 4000 | kcat -q -b "$address" -P -t items -p 0
kill -CONT "$host"
wait_for 'reading of the third topic' has_read "$admin" 4000
expect "$(grep -cF 'topic items was made anew' "$work/ruled.log")" 2 'times that a new topic was told'
stop_ruled
start_ruled --until-end
wait "$host" || fail "the second run ended with $?"
expect_ids "$address" 1 4000
