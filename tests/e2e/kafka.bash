# Sourced by the tests of this folder: TEST.sh RULEC RULED RULEC_GEN WORK_DIR.
# shellcheck disable=SC2034  # names for the tests
set -euo pipefail
rulec=$1 ruled=$2 gen=$3 work=$4
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
broker=$root/tools/kafka/broker.sh
rules=$root/examples/card_velocity/card_velocity.rules
pids=()

# A test may have two nodes; what they hold is of no use any more, and one that is stopped hears no SIGTERM.
kill_brokers() {
  for dir in "$work"/kafka*/; do "$broker" kill "$dir" >/dev/null 2>&1 || true; done
}

clean_up() {
  local status=$?
  trap - EXIT
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  kill_brokers
  if ((status != 0)); then
    for log in "$work"/*.log; do [[ -f $log ]] && { echo "--- $log"; tail -n 40 "$log"; }; done
  fi
  exit "$status"
}
trap clean_up EXIT
kill_brokers
rm -rf "$work"
mkdir -p "$work"

fail() { echo "FAILED: $*"; exit 1; }
expect() { [[ $1 == "$2" ]] || fail "$3: expected \`$2\`, got \`$1\`"; }

# Waits until COMMAND succeeds; the limit only keeps a broken run from hanging.
wait_for() {
  local what=$1 limit=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < limit)) || fail "$what did not happen within 60 s"
    read -r -t 0.05 <> <(:) || true
  done
}

# config ADDRESS: a ruled.yaml on standard output.
config() {
  cat <<YAML
module: $work/card_velocity.so
job: e2e
kafka: { brokers: "$1" }
sources: { transactions: { kafka: { topic: card.transactions }, format: json } }
outputs: { alerts: { kafka: { topic: card.alerts }, format: json }, errors: { file: $work/errors.jsonl }, late: { file: $work/late.jsonl } }
workers: 2
admin: { listen: "127.0.0.1:$2" }
YAML
}

metric() { curl -sf "http://127.0.0.1:$1/metrics" | awk -v name="$2" '$1 ~ "^"name"([{]|$)" { sum += $2 } END { printf "%.0f\n", sum }'; }
values_of() { kcat -q -b "$1" -C -t "$2" -o beginning -e -f '%s\n'; }

# The module of pass_on.rules, for tests that count by id.
build_pass_on() { "$rulec" build "$root/tests/e2e/pass_on.rules" -o "$work" >"$work/build.log" 2>&1; }

# pass_on_config ADDRESS ADMIN_PORT [PROPERTIES]
pass_on_config() {
  cat <<YAML
module: $work/pass_on.so
job: e2e
kafka: { brokers: "$1", properties: { ${3:-} } }
sources: { items: { kafka: { topic: items }, format: json } }
outputs: { seen: { kafka: { topic: seen }, format: json }, errors: { file: $work/errors.jsonl }, late: { file: $work/late.jsonl } }
workers: 2
admin: { listen: "127.0.0.1:$2" }
YAML
}

# items FROM TO: as many items, a line each.
items() { seq "$1" "$2" | sed 's/.*/{"id":&,"lane":"&","at":1767225600000}/; s/"lane":"[0-9]*\([0-9]\)"/"lane":"\1"/'; }

# start_ruled [ARGUMENT ...]: with $work/ruled.yaml; its pid in `host`.
start_ruled() {
  "$ruled" run --config "$work/ruled.yaml" "$@" >>"$work/ruled.log" 2>&1 &
  host=$!
  pids+=("$host")
}
stop_ruled() {
  kill -TERM "$host"
  wait "$host" || fail "ruled ended with $?"
}

is_ready() { curl -sf "http://127.0.0.1:$1/readyz"; }
has_read() { (($(metric "$1" rulert_records_in_total) >= $2)); }
has_said() { grep -qF -- "$1" "$work/ruled.log"; }

# leads ADDRESS TOPIC NODE: whether the node leads the topic's partition 0, as a broker tells.
leads() { kcat -q -b "$1" -L -t "$2" | grep -q "partition 0, leader $3,"; }

# expect_ids ADDRESS FROM TO: topic `seen` has each of these ids once, and no other.
expect_ids() {
  values_of "$1" seen | grep -o '[0-9]*' | sort -n >"$work/ids"
  cmp -s "$work/ids" <(seq "$2" "$3") && return
  fail "ids seen: $(wc -l <"$work/ids") instead of $(($3 - $2 + 1)), $(sort -nu "$work/ids" | wc -l) different;" \
    "missing: $(comm -13 <(sort -u "$work/ids") <(seq "$2" "$3" | sort) | sort -n | head -n 3 | tr '\n' ' ')"
}
