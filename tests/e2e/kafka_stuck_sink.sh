#!/usr/bin/env bash
# The broker that leads the output's topic is stopped, that of the input is not: ruled stops reading, stays small, and goes
# on when the broker does. No record is lost, none comes twice.
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

# So many that a queue of all of them would break the bound.
records=1500000 most_kilobytes=250000
first=$("$broker" start "$work/kafka")
"$broker" create-topic "$work/kafka" items 1 >"$work/topics.log" 2>&1
build_pass_on
admin=$("$broker" free-port)
pass_on_config "$first" "$admin" >"$work/ruled.yaml"
start_ruled
# By then the group's offsets have a topic, on the only node there is.
wait_for 'reading' has_said 'source items: reads topic items'
"$broker" start "$work/kafka2" "$work/kafka" >/dev/null
"$broker" tool "$work/kafka" org.apache.kafka.tools.TopicCommand --create --topic seen --replica-assignment 2 \
  >>"$work/topics.log" 2>&1
items 1 1000 | kcat -q -b "$first" -P -t items
all_sent() { (($(values_of "$first" seen | wc -l) == 1000)); }
wait_for 'the first records' all_sent

kill -STOP "$(<"$work/kafka2/broker.pid")"
items 1001 "$records" | kcat -q -b "$first" -P -t items -X queue.buffering.max.messages=1000000
# Nothing more is read: the same number in 30 looks one after the other.
read_before=0 looks=0
same_as_before() {
  local now
  now=$(metric "$admin" rulert_records_in_total)
  if ((now == read_before && now > 1000)); then looks=$((looks + 1)); else looks=0; fi
  read_before=$now
  ((looks == 30))
}
wait_for 'the end of reading' same_as_before
((read_before < records)) || fail 'all records were read while the output was stuck'
kilobytes=$(awk '/^VmHWM:/ { print $2 }' "/proc/$host/status")
echo "read $read_before of $records records, at most $kilobytes KiB of memory"
((kilobytes < most_kilobytes)) || fail "ruled took $kilobytes KiB with a stuck output"

kill -CONT "$(<"$work/kafka2/broker.pid")"
wait_for 'reading of all records' has_read "$admin" "$records"
stop_ruled
expect_ids "$first" 1 "$records"
