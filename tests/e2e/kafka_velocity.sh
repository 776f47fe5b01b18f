#!/usr/bin/env bash
# 1 M transactions through the broker: the alerts are, in number and content, those of Apache Flink.
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

"$rulec" build "$rules" -o "$work" >"$work/build.log" 2>&1
address=$("$broker" start "$work/kafka")
"$broker" create-topic "$work/kafka" card.transactions 1 card.alerts 1 >"$work/topics.log" 2>&1
"$gen" transactions events=1M "out=kafka:$address/card.transactions" >"$work/gen.log" 2>&1
admin=$("$broker" free-port)
config "$address" "$admin" >"$work/ruled.yaml"
"$ruled" run "$work/card_velocity.so" --config "$work/ruled.yaml" --until-end >"$work/ruled.log" 2>&1
expect "$(values_of "$address" card.alerts | "$gen" hash-alerts --values)" 'rows=285443 hash=8e1c5b63be15a61d' 'alerts'
expect "$(wc -l <"$work/errors.jsonl")" 0 'records in errors'
# Started again it goes on where it stopped: nothing is read twice.
"$ruled" run "$work/card_velocity.so" --config "$work/ruled.yaml" --until-end >>"$work/ruled.log" 2>&1
expect "$(values_of "$address" card.alerts | wc -l)" 285443 'alerts after a second start'
