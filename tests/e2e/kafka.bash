# Sourced by the tests of this folder: TEST.sh RULEC RULED RULEC_GEN WORK_DIR.
# shellcheck disable=SC2034  # names for the tests
set -euo pipefail
rulec=$1 ruled=$2 gen=$3 work=$4
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
broker=$root/tools/kafka/broker.sh
rules=$root/examples/card_velocity/card_velocity.rules
pids=()

clean_up() {
  local status=$?
  trap - EXIT
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  "$broker" stop "$work/kafka" >/dev/null 2>&1 || true
  if ((status != 0)); then
    for log in "$work"/*.log; do [[ -f $log ]] && { echo "--- $log"; tail -n 40 "$log"; }; done
  fi
  exit "$status"
}
trap clean_up EXIT
"$broker" stop "$work/kafka" >/dev/null 2>&1 || true
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
