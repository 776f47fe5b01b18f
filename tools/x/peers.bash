# The peers, Flink first of all, beside our benches on the same generated events. Sourced by bench.sh.
# shellcheck shell=bash disable=SC2154

# build_peers PEERS_DIR: its sources stay untouched.
build_peers() {
  local peers=$1
  [[ -x $peers/bin/java.sh ]] || fail "$peers is no folder of the peers: bin/java.sh is missing"
  export PEERS_BUILD=$PWD/build/peers
  [[ -d $PEERS_BUILD/target/peers-flink/classes ]] && return
  say "building the peers into $PEERS_BUILD"
  mvn -B -q -f "$peers/pom.xml" -Dpeers.build="$PEERS_BUILD" -pl flink -am package
}

# compare_velocity PEERS_DIR REPORT_DIR [name=value ...]: ours, Flink's usual code, its best hand-tuned, its state, ours
# again. No figure unless all print the same number of results and hash.
compare_velocity() {
  local peers=$1 report=$2 keys
  shift 2
  local ours=$door_build/tests/bench/rulec_bench_velocity
  local sizes=(10K 1M) events=()
  for argument in "$@"; do
    case $argument in
      keys=*) sizes=("${argument#keys=}") ;;
      *) events+=("$argument") ;;
    esac
  done
  [[ " ${events[*]}" == *' events='* ]] || events+=(events=10M)
  : >"$report/velocity.txt"
  : >"$report/velocity_flink.txt"
  for keys in "${sizes[@]}"; do
    say "velocity, $keys keys: ${events[*]}"
    "$ours" "${events[@]}" "keys=$keys" 2>&1 | tee "$report/velocity_$keys.log"
    flink "$keys" usual impl=list type=pojo runs=3
    flink "$keys" tuned impl=array type=custom edge=chained runs=5
    flink "$keys" state impl=array type=custom heap=true warm=0 runs=1
    "$ours" "${events[@]}" "keys=$keys" 2>&1 | tee -a "$report/velocity_$keys.log"
    grep '^RESULT' "$report/velocity_$keys.log" >>"$report/velocity.txt"
  done
}

# flink KEYS SIDE name=value ...: for compare_velocity, whose variables it reads.
flink() {
  local keys=$1 side=$2 log=$report/velocity_flink_$1_$2.log
  shift 2
  HEAP=${HEAP:-6g} "$peers/bin/java.sh" flink peers.flink.Bench what=velocity "${events[@]}" "keys=$keys" "$@" 2>&1 | tee "$log"
  local theirs mine
  theirs=$(answers "$log")
  mine=$(answers "$report/velocity_$keys.log")
  [[ -n $theirs && $theirs == "$mine" ]] || fail "the answers differ, so there is no figure: Flink $theirs, rulec $mine"
  say "equal answers: $theirs"
  # Flink's line: RESULT ... median=RATE/s ... cpu=MICROSECONDSus results=N hash=HEX [bytesPerKey=N]
  awk -v label="keys_$keys" -v side="flink_$side" '
    /^RESULT/ {
      for (i = 2; i <= NF; i++) { split($i, part, "="); value[part[1]] = part[2] }
      sub("/s", "", value["median"]); sub("us", "", value["cpu"])
      if ("bytesPerKey" in value) {
        printf "RESULT bench=velocity case=%s side=flink unit=bytes_per_key value=%s\n", label, value["bytesPerKey"]
      } else {
        printf "RESULT bench=velocity case=%s side=%s_wall unit=ns value=%.1f\n", label, side, 1e9 / value["median"]
        printf "RESULT bench=velocity case=%s side=%s_cpu unit=ns value=%.1f\n", label, side, 1e3 * value["cpu"]
      }
    }' "$log" | tee -a "$report/velocity_flink.txt"
}

# The last `results=N ... hash=HEX` in a log.
answers() { sed -n 's/.*results=\([0-9]*\).*hash=\([0-9a-f]*\).*/\1 \2/p' "$1" | tail -n 1; }
