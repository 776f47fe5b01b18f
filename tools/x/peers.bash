# The peers, Flink first of all, beside our benches on the same generated events. Sourced by bench.sh.
# shellcheck shell=bash disable=SC2154

# build_peers PEERS_DIR MODULE: its sources stay untouched.
build_peers() {
  local peers=$1 module=$2
  [[ -x $peers/bin/java.sh ]] || fail "$peers is no folder of the peers: bin/java.sh is missing"
  export PEERS_BUILD=$PWD/build/peers
  [[ -d $PEERS_BUILD/target/peers-$module/classes ]] && return
  say "building the peers into $PEERS_BUILD"
  mvn -B -q -f "$peers/pom.xml" -Dpeers.build="$PEERS_BUILD" -pl "$module" -am package
}

# compare_velocity PEERS_DIR REPORT_DIR [name=value ...]: ours, Flink's usual code, its best hand-tuned, its state, ours
# again. No figure unless all print the same number of results and hash.
compare_velocity() {
  local peers=$1 report=$2 bench=velocity case data
  shift 2
  local sizes=(10K 1M) events=()
  for argument in "$@"; do
    case $argument in
      keys=*) sizes=("${argument#keys=}") ;;
      *) events+=("$argument") ;;
    esac
  done
  [[ " ${events[*]}" == *' events='* ]] || events+=(events=10M)
  begin_comparison
  for keys in "${sizes[@]}"; do
    data=("${events[@]}" "keys=$keys")
    case=keys_$keys
    ours "${data[@]}"
    flink usual what=velocity impl=list type=pojo runs=3
    flink tuned what=velocity impl=array type=custom edge=chained runs=5
    flink state what=velocity impl=array type=custom heap=true warm=0 runs=1
    ours "${data[@]}"
  done
}

# compare_windows PEERS_DIR REPORT_DIR: windows that close, ours and Flink's, as dense as the peers' own figures are.
compare_windows() {
  local peers=$1 report=$2 bench=windows case data
  begin_comparison
  local what events keys perhour
  while read -r what events keys perhour; do
    data=("events=$events" "keys=$keys" "perhour=$perhour")
    case=${what}_${perhour}_an_hour_${keys}_keys
    ours "what=$what" "${data[@]}"
    flink usual "what=$what" type=custom runs=3
  done <<<'tumbling 10M 10K 600
tumbling 10M 1M 60
sliding 500K 10K 600
session 5M 10K 3.6
session 5M 1M 3.6'
}

# compare_decisions PEERS_DIR REPORT_DIR: ours, then Drools' stateful session on the same rules and facts, which is its fastest.
# No figure unless both find the same sum of matches.
compare_decisions() {
  local peers=$1 report=$2 rules facts case log theirs mine
  : >"$report/decisions.txt"
  : >"$report/decisions_drools.txt"
  for rules in 10 100 1000; do
    facts=20000 case=${rules}_rules log=$report/decisions_drools_$rules.log
    "$door_build/tests/bench/rulec_bench_decisions" "rules=$rules" "facts=$facts" </dev/null | tee -a "$report/decisions.txt"
    HEAP=${HEAP:-3g} "$peers/bin/java.sh" drools peers.drools.Bench "rules=$rules" mode=stateful "events=$facts" warm=10 runs=5 \
      2>&1 </dev/null | tee "$log"
    mine=$(sed -n "s/^# $case: .* sum=//p" "$report/decisions.txt")
    theirs=$(sed -n 's/^RESULT.* sum=\([0-9]*\) .*/\1/p' "$log")
    [[ -n $theirs && $theirs == "$mine" ]] || fail "the answers differ, so there is no figure: Drools $theirs, rulec $mine"
    sed -n "s/^RESULT.* min=\([0-9]*\) .* cpu=\([0-9]*\)ns.*/RESULT bench=decisions case=$case side=drools unit=ns value=\1\nRESULT bench=decisions case=$case side=drools_cpu unit=ns value=\2/p" \
      "$log" | tee -a "$report/decisions_drools.txt"
  done
}

# The rest is for the first two, whose variables it reads.
begin_comparison() {
  : >"$report/$bench.txt"
  : >"$report/${bench}_flink.txt"
}

# ours name=value ...
ours() {
  say "$bench, $case: $*"
  local log=$report/${bench}_$case.log
  "$door_build/tests/bench/rulec_bench_$bench" "$@" 2>&1 </dev/null | tee "$log"
  grep '^RESULT' "$log" >>"$report/$bench.txt"
}

# flink SIDE name=value ...
flink() {
  local side=$1 log=$report/${bench}_flink_${case}_$1.log
  shift
  HEAP=${HEAP:-6g} "$peers/bin/java.sh" flink peers.flink.Bench "${data[@]}" "$@" 2>&1 </dev/null | tee "$log"
  local theirs mine
  theirs=$(answers "$log")
  mine=$(answers "$report/${bench}_$case.log")
  [[ -n $theirs && $theirs == "$mine" ]] || fail "the answers differ, so there is no figure: Flink $theirs, rulec $mine"
  say "equal answers: $theirs"
  # Flink's line: RESULT ... median=RATE/s ... cpu=MICROSECONDSus results=N hash=HEX [bytesPerKey=N]
  awk -v bench="$bench" -v label="$case" -v side="flink_$side" '
    /^RESULT/ {
      for (i = 2; i <= NF; i++) { split($i, part, "="); value[part[1]] = part[2] }
      sub("/s", "", value["median"]); sub("us", "", value["cpu"])
      if ("bytesPerKey" in value) {
        printf "RESULT bench=%s case=%s side=flink unit=bytes_per_key value=%s\n", bench, label, value["bytesPerKey"]
      } else {
        printf "RESULT bench=%s case=%s side=%s_wall unit=ns value=%.1f\n", bench, label, side, 1e9 / value["median"]
        printf "RESULT bench=%s case=%s side=%s_cpu unit=ns value=%.1f\n", bench, label, side, 1e3 * value["cpu"]
      }
    }' "$log" | tee -a "$report/${bench}_flink.txt"
}

# The last `results=N ... hash=HEX` in a log.
answers() { sed -n 's/.*results=\([0-9]*\).*hash=\([0-9a-f]*\).*/\1 \2/p' "$1" | tail -n 1; }
