#!/usr/bin/env bash
# usage: limits_test.sh RULEC
# Inputs too large or too odd for a golden folder: each one diagnostic with its code, and the exit code that belongs to it.
set -euo pipefail
rulec=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# expect EXIT_CODE DIAGNOSTIC FILE: what `rulec check` answers to the file.
expect() {
  local status=0 output
  output=$("$rulec" check "$3" 2>&1 </dev/null) || status=$?
  if ((status != $1)) || [[ $output != *"[$2 "* ]] || (($(grep -c ': error: ' <<<"$output") != 1)); then
    printf '%s: expected exit %s and one %s, got exit %s:\n%.600s\n' "$3" "$1" "$2" "$status" "$output"
    failed=1
  fi
}

repeat() { head -c "$2" /dev/zero | tr '\0' "$1"; }

{ printf 'module a\n// '; repeat x $((4 << 20)); } >"$work/large.rules"
expect 1 R0802 "$work/large.rules"
{ printf 'module a\nparam p: bool = 1 in [1'; for _ in {1..40000}; do printf ', 1'; done; printf ']'; } >"$work/long.rules"
expect 1 R0804 "$work/long.rules"
{ printf 'module a\nparam p: int = '; repeat '(' 100000; } >"$work/brackets.rules"
expect 1 R0803 "$work/brackets.rules"
{ printf 'module a\nparam p: bool = '; for _ in {1..20000}; do printf 'not '; done; printf 'true'; } >"$work/nots.rules"
expect 1 R0803 "$work/nots.rules"
printf 'module a\nparam p: int = 1\0' >"$work/nul.rules"
expect 1 R0102 "$work/nul.rules"
printf 'module a\n// \xc3\x28\n' >"$work/utf8.rules"
expect 1 R0101 "$work/utf8.rules"
expect 4 R0806 "$work/missing.rules"
expect 4 R0806 "$work"
# Tables in files: one row too many, and more bytes than are read.
table() { printf 'decision D(n: int): int? first match { table from "%s.csv" }\n' "$1" >"$work/$1.rules"; }
table rows
{ printf 'n,|| result\n'; seq -f '%.0f,1' 1048577; } >"$work/rows.csv"
expect 1 R0335 "$work/rows.rules"
table bytes
{ printf 'n,|| result\n1,'; repeat 1 $((129 << 20)); } >"$work/bytes.csv"
expect 1 R0335 "$work/bytes.rules"
table utf8_cell
printf 'n,|| result\n1,\xc3\x28\n' >"$work/utf8_cell.csv"
expect 1 R0101 "$work/utf8_cell.rules"
table nul_cell
printf 'n,|| result\n1,1\0\n' >"$work/nul_cell.csv"
expect 1 R0102 "$work/nul_cell.rules"

# A table of 300,000 rows: nothing is wrong with it, and it answers for its first and last row and for no row.
printf 'decision D(code: string, n: int): int? first match { table from "many.csv" }\n' >"$work/many.rules"
{ printf 'code,n,|| result\n'; seq -f 'C%.0f' 300000 | awk '{ print $1 ",< " NR % 500 + 1 "," NR }'; } >"$work/many.csv"
found=$("$rulec" check "$work/many.rules" 2>&1) || failed=1
printf '{"code":"C%s","n":%s}\n' 1 1 1 2 300000 0 300000 1 none 0 >"$work/many.jsonl"
answers=$("$rulec" run "$work/many.rules" --decision D --input "$work/many.jsonl" 2>"$work/many.log" || true)
if [[ -n $found || $answers != $'1\nnull\n300000\nnull\nnull' ]]; then
  printf 'many.rules: expected no finding and five answers, got:\n%.600s\n%s\n' "$found" "$answers"
  cat "$work/many.log"
  failed=1
fi

# counts REPORTS ERRORS FILE: of how many errors `rulec check` tells how many.
counts() {
  local output
  output=$("$rulec" check "$3" 2>&1 </dev/null) && failed=1
  if (($(grep -c ': error: ' <<<"$output") != $1)) || [[ $output != *$'\n'"$2" ]]; then
    printf '%s: expected %s reports and "%s", got:\n%s\n' "$3" "$1" "$2" "$(tail -n 3 <<<"$output")"
    failed=1
  fi
}
# What is wrong in every row is not said of every row.
table ragged
{ printf 'n,|| result\n'; seq -f '%.0f,1,2' 200000; } >"$work/ragged.csv"
counts 31 '31 errors' "$work/ragged.rules"
table names
{ printf 'n,|| result\n'; seq -f '%.0f,x' 200000; } >"$work/names.csv"
counts 200 '200000 errors (199800 not shown)' "$work/names.rules"

# A calendar of more bytes than are read.
printf 'calendar days from "days.csv"\n' >"$work/days.rules"
{ printf '2026-01-01,'; repeat x $((2 << 20)); } >"$work/days.csv"
expect 1 R0380 "$work/days.rules"
# Ten thousand functions that call each other in a row.
{
  printf 'module a\nfunction f0(n: int): int = n\n'
  for i in {1..10000}; do printf 'function f%s(n: int): int = f%s(n) + 1\n' "$i" $((i - 1)); done
} >"$work/chain.rules"
expect 1 R0852 "$work/chain.rules"
# Ten thousand fields: no limit, and nothing that grows faster than they do.
{
  printf 'module wide\nrecord Wide {\n'
  seq -f '  f%.0f: decimal(12,2)?' 0 9999
  printf '}\ndecision D(w: Wide): decimal(13,2) first match { otherwise (w.f0 ?? 0) + (w.f9999 ?? 0) }\n'
} >"$work/wide.rules"
{ printf '{"f0":0.5'; seq -f ',"f%.0f":1.25' 1 9999 | tr -d '\n'; printf '}\n{}\n'; } >"$work/wide.jsonl"
answers=$("$rulec" run "$work/wide.rules" --decision D --input "$work/wide.jsonl" 2>"$work/wide.log" || true)
if [[ $answers != $'1.75\n0.00' ]]; then
  printf 'wide.rules: expected 1.75 and 0.00, got:\n%s\n' "$answers"
  cat "$work/wide.log"
  failed=1
fi

# refuses DIAGNOSTIC ARGUMENT...: what `rulec explain` answers about a decision.
refuses() {
  local status=0 output code=$1
  shift
  output=$("$rulec" explain "$@" 2>&1 </dev/null) || status=$?
  if ((status != 1)) || [[ $output != *"[$code "* ]]; then
    printf 'explain %s: expected exit 1 and %s, got exit %s:\n%.600s\n' "$*" "$code" "$status" "$output"
    failed=1
  fi
}
printf 'module a\ndecision D(n: int): int? first match { rule r when n > 1 then 1 }\n' >"$work/decision.rules"
printf '[1]' >"$work/list.json"
refuses R0354 "$work/decision.rules" --decision E
{
  printf 'module a\nfunction f0(n: int): int = n\n'
  for i in {1..29}; do printf 'function f%s(n: int): int = f%s(n) + f%s(n)\n' "$i" $((i - 1)) $((i - 1)); done
  printf 'decision D(n: int): int first match { rule r when f29(n) == 5 then 1 otherwise 2 }\n'
} >"$work/billion.rules"
printf '{"n":1}' >"$work/one.json"
refuses R0851 "$work/billion.rules" --decision D --input "$work/one.json"
refuses R0355 "$work/decision.rules" --decision D --input "$work/list.json"
exit "$failed"
