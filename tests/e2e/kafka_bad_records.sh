#!/usr/bin/env bash
# Bad records between good ones: one `errors` record each, with place and reason, and the run goes on.
# shellcheck source=tests/e2e/kafka.bash
source "$(dirname "${BASH_SOURCE[0]}")/kafka.bash"

"$rulec" build "$rules" -o "$work" >"$work/build.log" 2>&1
address=$("$broker" start "$work/kafka")
"$broker" create-topic "$work/kafka" card.transactions 1 card.alerts 1 >"$work/topics.log" 2>&1
good='{"id":"a","customer":"c00000001","amount":1.00,"country":"GB","approved":true,"at":1767225600000,"merchant":"m","note":""}'
{
  for _ in 1 2 3 4 5; do echo "$good"; done
  echo 'not JSON'
  echo '{"id":"a"}'
  echo "${good/1.00/\"x\"}"
  echo "${good/\"id\"/\"customer\":\"c2\",\"id\"}"
  echo "$good"
} >"$work/lines"
kcat -q -b "$address" -P -t card.transactions -l "$work/lines"
echo 'key' | kcat -q -b "$address" -P -t card.transactions -K '|' -Z -l <(printf 'key|\n')
admin=$("$broker" free-port)
{ config "$address" "$admin"; echo 'validate: full'; } >"$work/ruled.yaml"
"$ruled" run "$work/card_velocity.so" --config "$work/ruled.yaml" --until-end >"$work/ruled.log" 2>&1
expect "$(values_of "$address" card.alerts | wc -l)" 1 'alerts'
expect "$(wc -l <"$work/errors.jsonl")" 5 'records in errors'
for offset in 5 6 7 8 10; do
  grep -q "\"offset\":${offset}[,}]" "$work/errors.jsonl" || fail "no errors record for offset $offset"
done
