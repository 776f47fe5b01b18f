#!/usr/bin/env bash
# bench     measures: ./x bench [NAME] [--peers DIR] [ARGUMENT ...]
#
# Runs build/release/tests/bench/rulec_bench_NAME with the arguments, or every bench there is, and writes what they
# print, the machine, a table and plots into build/bench-report. With --peers DIR, a folder of the peers' sources, Flink
# runs beside ours on the same events: the look-back counter (NAME velocity), windows that close (windows) or the filter
# between topics (kafka); and Drools on the same rules and facts (decisions).
#
# A bench prints a line for each figure, which the table and the plots are made of:
#   RESULT bench=decisions case=1000_rules side=rulec unit=ns value=88.2
# Before and after each bench the machine is probed; where it changed by more than 15 % the figures do not count.
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

# The names of benches, without asking the build: what their folders declare.
known=$(sed -n 's/^ *rulec_bench(\([a-z_]*\) .*/\1/p' tests/bench/*/CMakeLists.txt | tr '\n' ' ')
[[ -z $name || " $known" == *" $name "* ]] || fail "there is no bench \`$name\`; there are: $known"
[[ -z $peers || -n $name ]] || name=velocity
read -r -a names <<<"${name:-$known}"
bash tools/x/build.sh rulec_probes "${names[@]/#/rulec_bench_}"
report=build/bench-report
mkdir -p "$report"
tools/bench/machine.sh >"$report/machine.txt"

# probed NAME COMMAND ...: runs it between two readings of the machine, which go to the report.
probed() {
  local bench=$1 before
  shift
  before=$("$door_build/tests/bench/rulec_probes")
  "$@"
  printf '%s\n%s\n' "$before" "$("$door_build/tests/bench/rulec_probes")" | awk -v bench="$bench" '
    NR == 1 { for (i = 1; i <= 3; i++) before[i] = $i }
    NR == 2 {
      for (i = 1; i <= 3; i++) { moved = ($i / before[i] - 1) * 100; if (moved < 0) moved = -moved; if (moved > most) most = moved }
      printf "RESULT bench=probes case=%s side=moved unit=percent value=%.1f\n", bench, most
      if (most > 15) printf "the machine changed by %.0f %% during this run: its figures do not count\n", most
    }' | tee "$report/probes_$bench.txt"
}

run_bench() { "$door_build/tests/bench/rulec_bench_$1" "${@:2}" 2>&1 | tee "$report/$1.txt"; }

if [[ -n $peers ]]; then
  # shellcheck source=tools/x/peers.bash
  source tools/x/peers.bash
  case $name in
    decisions) build_peers "$peers" drools ;;
    *) build_peers "$peers" flink ;;
  esac
  case $name in
    velocity) probed velocity compare_velocity "$peers" "$report" "$@" ;;
    windows) probed windows compare_windows "$peers" "$report" ;;
    kafka) probed kafka run_bench kafka peers="$peers" "$@" ;;
    decisions) probed decisions compare_decisions "$peers" "$report" ;;
    *) fail 'only velocity, windows, kafka and decisions have a peer' ;;
  esac
else
  for bench in "${names[@]}"; do
    say "$bench"
    probed "$bench" run_bench "$bench" "$@"
  done
fi
python3 tools/bench/report.py "$report"
say "report: $report/README.md"
