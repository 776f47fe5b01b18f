#!/usr/bin/env bash
# usage: rulec_test.sh RULEC
# What rulec answers to its command line: exit codes, sentences, what goes where. The rules here compile to C++ but once.
set -euo pipefail
rulec=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/door/expect.bash
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# refuses EXIT_CODE SENTENCE ARGUMENT...: the code, and the sentence among what stands on standard error.
refuses() {
  local code=$1 sentence=$2 status=0 said
  shift 2
  said=$("$rulec" "$@" 2>&1 >/dev/null </dev/null) || status=$?
  expect "exit code of: rulec $*" "$code" "$status"
  [[ $said == *"$sentence"* ]] || expect "rulec $*" "$sentence" "$said"
}

# shellcheck disable=SC2016
{
  refuses 2 'unknown command `chek`; did you mean `check`?' chek x
  refuses 2 'FILE is required' check
  refuses 2 '`R0301`?' explain r0301
  refuses 2 '`UnknownField`?' explain UnknownFeld
  refuses 2 'required' explain
  refuses 2 'did you mean `luhn_valid`?' doc luhn_vald
  refuses 2 '`rulec doc` lists them all' doc xxxxxxxxxxxxxxx
  refuses 2 'name a folder with -o' build examples/card_velocity/card_velocity.rules
  refuses 4 'cannot read `no.rules`' check no.rules
  refuses 4 '[R0806 CannotReadFile]' fmt no.rules
  refuses 4 '[R0806 CannotReadFile]' fmt "$work"
  refuses 4 '/dev/null/x' build examples/credit_simple/credit_simple.rules --emit=cpp -o /dev/null/x
}
expect 'completion of functions' 1 "$("$rulec" completion bash | grep -c ' doc).* luhn_valid ')"
expect 'findings as JSON' '{"code":"R0806"' "$("$rulec" fmt --diagnostics=json no.rules | cut -c1-15 || true)"
for arguments in 'explain R0301' doc 'doc abs' 'completion bash' 'fmt -' 'build - --emit=ir' 'build - --emit=manifest'; do
  read -ra words <<<"$arguments"
  status=0
  "$rulec" "${words[@]}" <examples/credit_simple/credit_simple.rules >/dev/full 2>"$work/said" || status=$?
  expect "exit code of: rulec $arguments >/dev/full" 4 "$status"
  expect "rulec $arguments >/dev/full" 'rulec: cannot write standard output: No space left on device' "$(cat "$work/said")"
done

# Who holds the time of a process back.
printf '%s\n' 'record E { k: string  at: timestamp }' 'stream a: E { time at }' 'stream b: E { time at }' 'output o: E' \
  'process P by k {' '  on a as x { emit o { k: x.k, at: x.at } }' '  on b as y { emit o { k: y.k, at: y.at } }' '}' >"$work/time.rules"
printf '%s\n' '{"stream":"b","value":{"k":"x","at":"2026-01-01T10:00:00Z"}}' \
  '{"stream":"a","value":{"k":"x","at":"2026-01-01T11:00:00Z"}}' >"$work/time.jsonl"
held=$("$rulec" run "$work/time.rules" --input "$work/time.jsonl" --no-final-watermark --verbose 2>&1 >/dev/null | grep 'time of')
expect 'who holds time' 'rulec: time of P: watermark 2026-01-01T09:59:59.999999Z, held by b partition 0 since line 1, 1h behind the furthest' "$held"

# What each rule of a decision says to an input.
cat >"$work/loan.rules" <<'END'
module loan
record Loan { id: string  age: int  score: int?  income: decimal(9,2)  debt: decimal(9,2) }
param floor: int = 600
decision Judge(l: Loan): string first match {
  rule minor  when l.age < 18 then "no"
  rule thin   when l.score is missing then "no"
  rule low    when l.income > 0 and l.score < floor then "no"
  rule burden when l.debt / l.income > 0.5 then "no"
  rule odd    when l.age == 40 or l.age == 50 then "no"
  otherwise "yes"
}
decision Points(l: Loan): int all matches {
  table {
    | l.score  | l.debt * 2 || points |
    | missing  | -          || 0      |
    | >= 700   | < 1_000    || 10     |
    | 600..700 | -          || 5      |
  }
}
END
explain() { "$rulec" explain "$work/loan.rules" "$@" <"$work/loan.json"; }
printf '{"id":"a","age":40,"score":700,"income":1000,"debt":400}' >"$work/loan.json"
expect 'explain' "minor: no - l.age < 18: l.age = 40
thin: no - l.score is missing: l.score = 700
low: no - l.score < floor: l.score = 700, floor = 600
burden: no - l.debt / l.income > 0.5: l.debt = 400.00, l.income = 1000.00, l.debt / l.income = 0.400000000000
odd: yes - l.age == 40 or l.age == 50: l.age = 40
otherwise: not reached
answer: \"no\"" "$(explain --decision Judge)"
expect 'a byte order mark, and blanks around a parameter' 'thin: no - l.score is missing: l.score = 700' \
  "$({ printf '\xEF\xBB\xBF' && cat "$work/loan.json"; } | "$rulec" explain "$work/loan.rules" --decision Judge --param 'floor= 6 ' | sed -n 2p)"
expect 'explain a table' "row 1: no - l.score = 700 does not match missing
row 2: yes - l.score = 700, l.debt * 2 = 800.00
row 3: yes - l.score = 700
answer: [10,5]" "$(explain --decision Points)"
printf '{"id":"a","age":39,"score":700,"income":0,"debt":400}' >"$work/loan.json"
expect 'the place of a failure' '"error":{"place":"loan.rules:8:20","message":"division by zero",' \
  "$(explain --decision Judge --format json | grep -o '"error":.*by zero",')"
printf '%s\n' 'decision D(n: int, s: string): string first match {' \
  '  rule night effective from 2018-11-04 to 2019-01-01 when n > 1 then s' '  otherwise s' '}' >"$work/dated.rules"
dated() { printf '{"n":1,"s":"\\u001b[31m\\u0007\\u009b\\u202e","as_of":"%sT00:00:00Z"}' "$1" | "$rulec" explain "$work/dated.rules" --decision D "${@:2}"; }
expect 'a rule that is not yet in force' 'night: no - not in force before 2018-11-04: as_of = 2018-11-03T00:00:00Z' "$(dated 2018-11-03 | head -n 1)"
expect 'a rule that is no longer in force' 'night: no - not in force from 2019-01-01 on: as_of = 2019-01-01T00:00:00Z' "$(dated 2019-01-01 | head -n 1)"
expect 'a dated rule by its condition' 'night: no - n > 1: n = 1' "$(dated 2018-11-04 | head -n 1)"
expect 'a dated rule as JSON' '"condition":"effective from 2018-11-04","values":{"as_of":"2018-11-03T00:00:00Z"}' \
  "$(dated 2018-11-03 --format json | grep -o '"condition":[^}]*}')"
expect 'what a terminal would obey' 'answer: "\u001b[31m\u0007\u009b\u202e"' "$(dated 2018-11-03 | tail -n 1)"
expect 'explain a failure' "burden: failed - division by zero in l.debt / l.income: 400.00 / 0.00
odd: not reached
otherwise: not reached
no answer: division by zero in l.debt / l.income: 400.00 / 0.00" "$(explain --decision Judge | tail -n 4)"
printf '{"id":"a","age":39,"income":0,"debt":400}' >"$work/loan.json"
expect 'explain as JSON' '{"decision":"Points","rules":[{"rule":"row 1","outcome":"fired","condition":"missing","values":{"l.score":null}},{"rule":"row 2","outcome":"not_fired","condition":">= 700","values":{"l.score":null}},{"rule":"row 3","outcome":"not_fired","condition":"600..700","values":{"l.score":null}}],"answer":[0]}' \
  "$(explain --decision Points --format json)"
printf '%s\n' 'decision One(n: int): int first match {' '  rule s shadow when 10 div n > 1 then 1' '  otherwise 1' '}' \
  'decision All(n: int): int collect sum { rule s shadow when n > 1 then n }' >"$work/shadow.rules"
shadow() { printf '{"n":%s}' "$2" | "$rulec" explain "$work/shadow.rules" --decision "$1" --format json | cut -d '[' -f 2 | cut -d ']' -f 1; }
expect 'a rule in shadow that agrees' '{"rule":"s","outcome":"fired","shadow":true,"answer":1,"same":true,"condition":"10 div n > 1","values":{"n":2,"10 div n":5}},{"rule":"otherwise","outcome":"fired"}' \
  "$(shadow One 2)"
expect 'a rule in shadow that fails' '{"rule":"s","outcome":"failed","shadow":true,"error":{"place":"shadow.rules:2:22","message":"division by zero","expression":"10 div n","operands":"10 div 0"}},{"rule":"otherwise","outcome":"fired"}' \
  "$(shadow One 0)"
expect 'a rule in shadow that would be one of many' '{"rule":"s","outcome":"fired","shadow":true,"answer":2,"condition":"n > 1","values":{"n":2}}' \
  "$(shadow All 2)"
expect 'colours that are asked for' $'minor: \e[1;31mno\e[0m - l.age < 18: l.age = 39' \
  "$(explain --decision Judge --color always | head -n 1)"
printf '{"id":"a",\n"age" 39}' >"$work/bad.json"
printf '{"id":"a","age":"39","income":0,"debt":400}' >"$work/text.json"
# shellcheck disable=SC2016
{
  refuses 1 'did you mean `Judge`?' explain "$work/loan.rules" --decision Jugde
  refuses 1 'there are `Judge`, `Points`' explain "$work/loan.rules" --decision Elsewhere
  refuses 1 'bad.json:2:7: error: expected `:`, got `39`' explain "$work/loan.rules" --decision Judge --input "$work/bad.json"
  refuses 1 'text.json:1:17: error: field `age`: expected a number, got a string' \
    explain "$work/loan.rules" --decision Judge --input "$work/text.json"
  refuses 4 '[R0806 CannotReadFile]' explain "$work/loan.rules" --decision Judge --input no.json
  refuses 2 'rules are explained with --decision' explain "$work/loan.rules"
  refuses 2 'the module has no parameter `flor`; did you mean `floor`?' explain "$work/loan.rules" --decision Judge --input "$work/loan.json" --param flor=1
  refuses 2 '--param wants NAME=VALUE, got `floor`' explain "$work/loan.rules" --decision Judge --input "$work/loan.json" --param floor
  refuses 2 'parameter `floor`: `1 2` is not one JSON value' explain "$work/loan.rules" --decision Judge --input "$work/loan.json" --param 'floor=1 2'
  refuses 2 'parameter `floor`' explain "$work/loan.rules" --decision Judge --input "$work/loan.json" --param 'floor="x"'
  refuses 2 'parameter `floor`: `6 nil` is not one JSON value' explain "$work/loan.rules" --decision Judge --input "$work/loan.json" --param 'floor=6 nil'
  refuses 2 'requires' explain --decision Judge
}

# A page of what a file declares, in its order.
cat >"$work/page.rules" <<'END'
/// Not of the module.

/// Payments that
/// are odd.
module shop.odd
variant Way { card { n: int }  cash }
function twice(n: int): int = n * 2
record E { k: string  n: int }
record Reason { text: string  code: string?  weight: int }
record Score { total: int  reasons: list<Reason> }
/// Points.
scorecard Points(e: E): Score {
  base 300
  rule big shadow effective from 2026-01-01 "a big one" when e.n > 5 then add 40 because "big" code "B1"
}
/// In time.
stream es: E { delay 5s }
output os: E
/// Looks at all.
process P by k {
  /// Of a day.
  window day = es in last 1d
  on es as e {
    rule many "too many" when day.count > twice(2) then emit os { k: e.k, n: 1 }
  }
}
END
expect 'a page of a module' '# Module `shop.odd`

Payments that
are odd.

## Variant `Way`

Arm `card`

| field | type | meaning |
| --- | --- | --- |
| `n` | `int` |  |

Arm `cash`

## Function `twice`

`function twice(n: int): int`' "$("$rulec" doc "$work/page.rules" | head -n 18)"
expect 'a score card on its page' '## Score card `Points`

Points.

`scorecard Points(e: E): Score`

- base `300`
- rule `big`, in shadow, effective from 2026-01-01, a big one: when `e.n > 5` add `40` because big (B1)' \
  "$("$rulec" doc "$work/page.rules" | grep -A 7 '^## Score')"
expect 'streams and processes on their page' '## Stream `es`

In time.

`stream es: E { delay 5s }`

## Output `os`

`output os: E`

## Process `P`

Looks at all.

`process P by k`

- `window day = es in last 1d`: Of a day.
- `on es as e`
  - rule `many`, too many: when `day.count > twice(2)`' "$("$rulec" doc "$work/page.rules" | sed -n '/^## Stream/,$p')"

# Every stage at once: each as it is alone.
rules=examples/credit_simple/credit_simple.rules
"$rulec" build "$rules" -o "$work" --emit=ast,ir,ir-opt,plan,manifest,deps
for stage in ast ir ir-opt plan; do
  expect "--emit=$stage" "$("$rulec" build "$rules" --emit="$stage")" "$(cat "$work/credit_simple.$stage")"
done

# A file that a link names is formatted in its place, and keeps its mode.
printf 'module a\nrecord  A {x:int}\n' >"$work/real.rules"
chmod 640 "$work/real.rules"
ln -s real.rules "$work/link.rules"
expect 'not formatted' 1 "$(exit_code "$rulec" fmt --check "$work/link.rules")"
expect 'fmt' 0 "$(exit_code "$rulec" fmt "$work/link.rules")"
expect 'still a link' real.rules "$(readlink "$work/link.rules")"
expect 'mode' 640 "$(stat -c %a "$work/real.rules")"
expect 'formatted' 0 "$(exit_code "$rulec" fmt --check "$work/real.rules")"

cat >"$work/pay.rules" <<'END'
module pay
record Payment { id: string  amount: int }
record Big     { id: string  over: string }
stream payments: Payment
output bigs: Big
param limit: int = 100
param note: string = "big"
process Watch { on payments as p { rule big when p.amount > limit then emit bigs { id: p.id, over: note } } }
decision Judge(p: Payment): string? first match { rule big when p.amount > limit then note }
END
export RULEC_CACHE_DIR=$work/cache
printf '{"id":"a","amount":150}\n\n{"id":"b","amount":90}\n{"id":"c"}\n' >"$work/payments.jsonl"
run() { "$rulec" run "$work/pay.rules" "$@"; }
answers() { run --quiet --input "payments=$work/payments.jsonl" "$@" | sed -n 's/.*"output":"bigs".*"value"://p'; }
expect 'defaults' '{"id":"a","over":"big"}}' "$(answers)"
expect 'parameters' '{"id":"a","over":"!"}} {"id":"b","over":"!"}}' "$(answers --param limit=50 --param 'note="!"' | paste -sd' ')"
expect 'parameters of a decision' '"big" null !' \
  "$(run --quiet --decision Judge --input "$work/payments.jsonl" | head -n 2 | paste -sd' ') $(
    run --quiet --decision Judge --param 'note="!"' --input "$work/payments.jsonl" | head -n 1 | tr -d '"')"
expect 'the summary counts' 'rulec: 3 records, 1 bigs (1 rejected, see `errors`)' \
  "$(run --input "payments=$work/payments.jsonl" 2>&1 >/dev/null | sed 's/ in .*//')"
expect 'records were rejected' 0 "$(exit_code run --input "payments=$work/payments.jsonl")"
expect 'standard input' "$(answers)" \
  "$(run --quiet --input payments=- <"$work/payments.jsonl" | sed -n 's/.*"output":"bigs".*"value"://p')"
# shellcheck disable=SC2016
{
  refuses 2 'is not one JSON value' run "$work/pay.rules" --param 'limit=1,"note":"x"'
  refuses 2 '(it is written in JSON quotes' run "$work/pay.rules" --param note=x
  refuses 2 'did you mean `limit`?' run "$work/pay.rules" --param limits=1
  refuses 2 '`limit` is given twice' run "$work/pay.rules" --param limit=1 --param limit=2
  refuses 2 'wants NAME=VALUE' run "$work/pay.rules" --param limit
  refuses 2 'did you mean `Judge`?' run "$work/pay.rules" --decision Jugde
  refuses 2 'no stream `payment`; did you mean `payments`?' run "$work/pay.rules" --input payment=x
  refuses 2 'read only once' run "$work/pay.rules" --input - --input payments=-
  refuses 2 'read only once' run - --decision Judge
  refuses 4 'cannot open no.jsonl' run "$work/pay.rules" --input no.jsonl
}
cp "$work/payments.jsonl" "$work/a=b.jsonl"
expect 'a file named like STREAM=FILE' 0 "$(cd "$work" && exit_code "$rulec" run pay.rules --decision Judge --input a=b.jsonl)"
expect 'output that cannot be written' 4 "$(
  status=0
  run --input "payments=$work/payments.jsonl" >/dev/full 2>/dev/null || status=$?
  echo "$status"
)"

# A table in a file of its own is a part of the module: what was compiled of another one is not used again.
mkdir "$work/rules"
echo 'decision Band(n: int): string? first match { table from "../bands.csv" }' >"$work/rules/bands.rules"
echo '{"n":7}' >"$work/n.jsonl"
band() { "$rulec" run "$work/rules/bands.rules" --quiet --decision Band --input "$work/n.jsonl"; }
printf 'n,|| result\n> 5,high\n' >"$work/bands.csv"
expect 'a table from a file' '"high"' "$(band)"
printf 'n,|| result\n> 9,high\n-,low\n' >"$work/bands.csv"
expect 'the same rules, another table' '"low"' "$(band)"
"$rulec" build "$work/rules/bands.rules" --emit=deps -o "$work/deps"
expect 'what the module depends on' 1 "$(grep -c "$work/bands.csv" "$work/deps/bands.d")"
