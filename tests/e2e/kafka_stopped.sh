#!/usr/bin/env bash
# ruled is stopped (SIGSTOP) for longer than its group's session, the timeouts of its sockets and the time after which the
# broker closes idle connections, and goes on (SIGCONT): no record is lost, none comes twice.
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

session_ms=2000
mkdir -p "$work/kafka"
printf '%s\n' "connections.max.idle.ms=$session_ms" group.min.session.timeout.ms=1000 >"$work/kafka/extra.properties"
address=$("$broker" start "$work/kafka")
"$broker" create-topic "$work/kafka" items 2 seen 1 >"$work/topics.log" 2>&1
build_pass_on
admin=$("$broker" free-port)
pass_on_config "$address" "$admin" \
  "session.timeout.ms: \"$session_ms\", heartbeat.interval.ms: \"500\", socket.timeout.ms: \"$session_ms\"" >"$work/ruled.yaml"
start_ruled
items 1 1000 | kcat -q -b "$address" -P -t items
wait_for 'reading of the first records' has_read "$admin" 1000

milliseconds() { echo "$((${EPOCHREALTIME/[.,]/} / 1000))"; }
session_is_over() { (($(milliseconds) > until)); }
# feed_stopped FROM TO: these come while ruled is stopped.
feed_stopped() {
  kill -STOP "$host"
  local until=$(($(milliseconds) + session_ms * 3 / 2))
  items "$1" "$2" | kcat -q -b "$address" -P -t items
  wait_for 'the end of the session' session_is_over
  kill -CONT "$host"
  wait_for "reading of $2 records" has_read "$admin" "$2"
  wait_for 'readiness' is_ready "$admin"
}
# Once in a silence, once with records under way.
feed_stopped 1001 100000
items 100001 200000 | kcat -q -b "$address" -P -t items &
wait_for 'records under way' has_read "$admin" 100001
feed_stopped 200001 300000
wait_for 'reading of all records' has_read "$admin" 300000
# The client library behind the output does say that its idle connections were closed.
if grep 'source items: .*answer' "$work/ruled.log"; then fail 'the source blames a broker for it'; fi
stop_ruled
start_ruled --until-end
wait "$host" || fail "the second run ended with $?"
expect_ids "$address" 1 300000
