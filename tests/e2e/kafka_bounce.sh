#!/usr/bin/env bash
# No broker at the start, no topic after it, the broker killed in the middle: ruled recovers alone and loses nothing.
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

events=200000
"$rulec" build "$rules" -o "$work" >"$work/build.log" 2>&1
# The answer: the same rules over the same lines, without Kafka.
"$gen" transactions "events=$events" "out=$work/tx.jsonl" >"$work/gen.log" 2>&1
"$rulec" run "$rules" --input "transactions=$work/tx.jsonl" 2>"$work/run.log" | "$gen" hash-alerts >"$work/expected"

address=$("$broker" start "$work/kafka")
"$broker" stop "$work/kafka"
admin=$("$broker" free-port)
config "$address" "$admin" >"$work/ruled.yaml"
"$ruled" run "$work/card_velocity.so" --config "$work/ruled.yaml" >"$work/ruled.log" 2>&1 &
pids+=($!)
host=$!
wait_for 'the admin server' curl -sf "http://127.0.0.1:$admin/healthz"
if curl -sf "http://127.0.0.1:$admin/readyz" >/dev/null; then fail 'ready without a broker'; fi

"$broker" start "$work/kafka" >/dev/null
"$broker" create-topic "$work/kafka" card.transactions 1 card.alerts 1 >"$work/topics.log" 2>&1
wait_for 'readiness' curl -sf "http://127.0.0.1:$admin/readyz"

"$gen" transactions "events=$events" "out=kafka:$address/card.transactions" >>"$work/gen.log" 2>&1
some_read() { (($(metric "$admin" rulert_records_in_total) > 0)); }
wait_for 'the first records' some_read
"$broker" kill "$work/kafka"
"$broker" start "$work/kafka" >/dev/null
all_read() { (($(metric "$admin" rulert_records_in_total) >= events)); }
wait_for 'the last records' all_read
kill -TERM "$host"
wait "$host" || fail "ruled ended with $?"

# At least once: after duplicates, by id, are dropped, the alerts are exactly the expected ones.
kcat -q -b "$address" -C -t card.alerts -o beginning -e -f '%h\t%s\n' | sort -u -k1,1 -t $'\t' | cut -f2 |
  "$gen" hash-alerts --values >"$work/actual"
expect "$(cat "$work/actual")" "$(cat "$work/expected")" 'alerts by id'
