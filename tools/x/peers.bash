# Runs a peer and our bench one after the other on the same generated events. Sourced by bench.sh.
# shellcheck shell=bash disable=SC2154

# compare_velocity PEERS_DIR REPORT_DIR [name=value ...]: no figure unless both print the same number of results and hash.
compare_velocity() {
  local peers=$1 report=$2
  shift 2
  local ours=$door_build/tests/bench/rulec_bench_velocity
  [[ -x $peers/bin/java.sh ]] || fail "$peers is no folder of the peers: bin/java.sh is missing"
  [[ -x $ours ]] || fail 'rulec_bench_velocity is not built'
  local events=(events=10M keys=10K)
  (($# == 0)) || events=("$@")

  export PEERS_BUILD=$PWD/build/peers
  if [[ ! -d $PEERS_BUILD/target/peers-flink/classes ]]; then
    say "building the peers into $PEERS_BUILD"
    mvn -B -q -f "$peers/pom.xml" -Dpeers.build="$PEERS_BUILD" -pl flink -am package
  fi
  say "Flink, heap state: ${events[*]}"
  HEAP=${HEAP:-6g} "$peers/bin/java.sh" flink peers.flink.Bench what=velocity impl=array type=custom runs=3 "${events[@]}" 2>&1 |
    tee "$report/velocity_flink.log"
  say "rulec: ${events[*]}"
  "$ours" "${events[@]}" 2>&1 | tee "$report/velocity.txt"

  local theirs mine
  theirs=$(answers "$report/velocity_flink.log")
  mine=$(answers "$report/velocity.txt")
  [[ -n $theirs && $theirs == "$mine" ]] || fail "the answers differ, so there is no figure: Flink $theirs, rulec $mine"
  say "equal answers: $theirs"
  # Flink's line: RESULT ... median=RATE/s ... cpu=MICROSECONDSus results=N hash=HEX
  awk -v keys="$(printf '%s\n' "${events[@]}" | sed -n 's/^keys=//p')" '
    /^RESULT/ {
      for (i = 2; i <= NF; i++) { split($i, part, "="); value[part[1]] = part[2] }
      sub("/s", "", value["median"]); sub("us", "", value["cpu"])
      label = "keys_" (keys == "" ? "10K" : keys)
      printf "RESULT bench=velocity case=%s side=flink_wall unit=ns value=%.1f\n", label, 1e9 / value["median"]
      printf "RESULT bench=velocity case=%s side=flink_cpu unit=ns value=%.1f\n", label, 1e3 * value["cpu"]
    }' "$report/velocity_flink.log" >"$report/velocity_flink.txt"
}

# The last `results=N ... hash=HEX` in a log.
answers() { sed -n 's/.*results=\([0-9]*\).*hash=\([0-9a-f]*\).*/\1 \2/p' "$1" | tail -n 1; }
