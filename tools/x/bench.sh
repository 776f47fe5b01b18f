#!/usr/bin/env bash
# bench     measures: ./x bench [NAME] [--peers DIR] [ARGUMENT ...]
#
# Runs build/release/tests/bench/rulec_bench_NAME with the arguments, or every bench there is, and writes what they
# print, the machine, a table and plots into build/bench-report. With --peers DIR, a folder of the peers' sources, Flink
# runs the look-back counter beside ours on the same events (tools/x/peers.bash); arguments then go to both.
#
# A bench prints a line for each figure, which the table and the plots are made of:
#   RESULT bench=decisions case=1000_rules side=rulec unit=ns value=88.2
set -euo pipefail
source tools/x/door.bash

name='' peers=''
if (($# > 0)) && [[ $1 =~ ^[a-z][a-z0-9_]*$ ]]; then
  name=$1
  shift
fi
if [[ ${1:-} == --peers ]]; then
  (($# >= 2)) || usage
  peers=$(realpath -- "$2")
  shift 2
fi

bash tools/x/build.sh
report=build/bench-report
mkdir -p "$report"
tools/bench/machine.sh >"$report/machine.txt"

if [[ -n $peers ]]; then
  [[ -z $name || $name == velocity ]] || fail 'only velocity has a peer'
  # shellcheck source=tools/x/peers.bash
  source tools/x/peers.bash
  compare_velocity "$peers" "$report" "$@"
else
  shopt -s nullglob
  benches=("$door_build"/tests/bench/rulec_bench_"${name:-*}")
  ((${#benches[@]} > 0)) || fail 'there is no bench'
  [[ -x ${benches[0]} ]] || fail "there is no bench \`$name\`; there are: $(cd "$door_build/tests/bench" 2>/dev/null && echo rulec_bench_* | sed 's/rulec_bench_//g')"
  for bench in "${benches[@]}"; do
    short=${bench##*/rulec_bench_}
    say "$short"
    "$bench" "$@" 2>&1 | tee "$report/$short.txt"
  done
fi
python3 tools/bench/report.py "$report"
say "report: $report/README.md"
