#!/usr/bin/env bash
# broker_test.sh RULEC_GEN: a broker keeps address and records over SIGKILL and stop, and ends only its own process.
set -euo pipefail
gen=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/door/expect.bash

work=$(mktemp -d)
broker=tools/kafka/broker.sh
trap '"$broker" stop "$work/kafka"; rm -rf "$work"' EXIT

address=$("$broker" start "$work/kafka")
expect 'start is idempotent' "$address" "$("$broker" start "$work/kafka")"
expect 'status' "$address" "$("$broker" status "$work/kafka")"
"$broker" create-topic "$work/kafka" one 1 four 4 2>"$work/topics.log"
expect 'topics' $'four 4\none 1' "$("$broker" topics "$work/kafka" | sort)"

"$gen" transactions events=5000 "out=kafka:$address/one" 2>/dev/null
"$gen" transactions events=5000 "out=kafka:$address/four" 2>/dev/null
expect 'unknown topic' 4 "$(exit_code "$gen" transactions events=1 "out=kafka:$address/nope")"

"$broker" kill "$work/kafka"
expect 'killed' 3 "$(exit_code "$broker" status "$work/kafka")"
expect 'same address after a crash' "$address" "$("$broker" start "$work/kafka")"
expect 'records, in order' "$("$gen" transactions events=5000 2>/dev/null | sha256sum)" \
  "$(kcat -q -m 60 -b "$address" -C -t one -e -f '%s\n' | sha256sum)"
expect 'a key is the customer, a time stamp the event time' 'c00007497 1767225597022' \
  "$(kcat -q -m 60 -b "$address" -C -t one -c 1 -f '%k %T\n')"
expect 'four partitions hold all records' 5000 "$(kcat -q -m 60 -b "$address" -C -t four -e -f '%p\n' | wc -l)"
expect 'a customer stays in one partition' \
  "$(kcat -q -m 60 -b "$address" -C -t four -e -f '%k\n' | sort -u | wc -l)" \
  "$(kcat -q -m 60 -b "$address" -C -t four -e -f '%k %p\n' | sort -u | wc -l)"

"$broker" stop "$work/kafka"
expect 'stopped' 3 "$(exit_code "$broker" status "$work/kafka")"
# A pid file that points at somebody else's process is not obeyed.
echo $$ >"$work/kafka/broker.pid"
"$broker" stop "$work/kafka"
