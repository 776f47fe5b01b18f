#!/usr/bin/env bash
# The demo after its build: broker, 1 M transactions, the compiled rules behind Kafka, the alerts checked.
# tools/x/demo.sh runs it. Stops by process id what it started, also on Ctrl-C.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/x/door.bash

work=$PWD/build/demo
broker_dir=$work/kafka
rules=examples/card_velocity/card_velocity.rules
rulec=$door_build/bin/rulec
ruled=$door_build/bin/ruled
gen=$door_build/bin/rulec-gen
events=1000000
# What Apache Flink answers to the same rule on the same events.
flink='rows=285443 hash=8e1c5b63be15a61d'

child='' watcher=''
clean_up() {
  local status=$? pid
  trap - EXIT INT TERM
  for pid in $watcher $child; do
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  tools/kafka/broker.sh stop "$broker_dir"
  exit "$status"
}

# Runs a command so that Ctrl-C and SIGTERM reach clean_up at once; its pid is in `child` meanwhile.
attended() {
  "$@" &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=''
  return "$status"
}

# On a terminal ruled itself shows how far it is; elsewhere this prints it twice a second, from ruled's metrics.
watch_progress() { # ADMIN_PORT
  local before=0 line read lag
  while sleep 0.5; do
    line=$(curl -sf "http://127.0.0.1:$1/metrics" | awk '
      /^rulert_records_in_total/ { records += $2 }
      /^rulert_source_lag_records/ { lag += $2 }
      END { if (NR) printf "%.0f %.0f\n", records, lag }') || continue
    read -r read lag <<<"$line"
    printf '%s records, %s a second, lag %s\n' "$read" $(((read - before) * 2)) "$lag"
    before=$read
  done
}

seconds_since() { awk -v now="$(date +%s.%N)" -v then="$1" 'BEGIN { printf "%.1f", now - then }'; }

# A broker that an earlier demo left behind is stopped before its files go.
tools/kafka/broker.sh stop "$broker_dir"
rm -rf "$work"
mkdir -p "$work"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say 'starting a Kafka broker'
address=$(tools/kafka/broker.sh start "$broker_dir")
tools/kafka/broker.sh create-topic "$broker_dir" card.transactions 1 card.alerts 1 >"$work/topics.log" 2>&1 ||
  { cat "$work/topics.log" >&2; exit 4; }
printf 'Kafka 4.3.1 at %s\n' "$address"

say "generating $events card transactions into card.transactions"
attended "$gen" transactions "events=$events" "out=kafka:$address/card.transactions"

say "compiling $rules to native code"
started=$(date +%s.%N)
attended "$rulec" build "$rules" -o "$work"
printf 'compiled in %s s\n' "$(seconds_since "$started")"

admin=$(tools/kafka/broker.sh free-port)
cat >"$work/ruled.yaml" <<YAML
module: $work/card_velocity.so
kafka: { brokers: "$address" }
sources: { transactions: { kafka: { topic: card.transactions }, format: json } }
outputs: { alerts: { kafka: { topic: card.alerts }, format: json }, errors: { file: $work/errors.jsonl } }
workers: 2
admin: { listen: "127.0.0.1:$admin" }
YAML

say 'running the rules behind Kafka'
started=$(date +%s.%N)
if [[ ! -t 2 ]]; then
  watch_progress "$admin" &
  watcher=$!
fi
attended "$ruled" run "$work/card_velocity.so" --config "$work/ruled.yaml" --until-end
elapsed=$(seconds_since "$started")
if [[ -n $watcher ]]; then kill "$watcher"; wait "$watcher" 2>/dev/null || true; fi
watcher=''

say 'the first alerts in card.alerts'
kcat -q -b "$address" -C -t card.alerts -o beginning -c 3 -f '%s\n'

say 'result'
answer=$(kcat -q -b "$address" -C -t card.alerts -o beginning -e -f '%s\n' | "$gen" hash-alerts --values)
printf 'events          %s in %s s from start to stop, %s a second\n' "$events" "$elapsed" \
  "$(awk -v n="$events" -v s="$elapsed" 'BEGIN { printf "%.0f", n / s }')"
printf 'alerts          %s\n' "$answer"
printf 'Apache Flink    %s\n' "$flink"
printf 'generated C++   %s\n' "$(cd "$work" && printf 'build/demo/%s ' card_velocity.*.h card_velocity.*.cpp)"
if [[ $answer != "$flink" ]]; then fail 'the alerts are not those that Flink gives'; fi
say 'the same answer as Flink; stopping the broker'
