#!/usr/bin/env bash
# A real single-node Kafka broker in a directory of its own, for development and for tests.
#
#   broker.sh start DIR [FIRST]                    starts it (or finds it running), prints HOST:PORT; with FIRST, the
#                                                  directory of a broker that runs, as second node of its cluster
#   broker.sh stop DIR                             stops it by its pid file; data and port stay
#   broker.sh kill DIR                             the same by SIGKILL, as a crash
#   broker.sh status DIR                           prints HOST:PORT and exits 0, or exits 3
#   broker.sh create-topic DIR NAME PARTITIONS [NAME PARTITIONS ...]
#   broker.sh topics DIR                           one line a topic: name, partitions
#   broker.sh tool DIR CLASS [ARGUMENT ...]        runs a tool of Kafka against the broker
#   broker.sh free-port                            prints a free port of the loopback
#
# DIR/extra.properties, where there is one, overrides server.properties.in; names in @ are filled in there, too. A
# directory keeps its port: started again after stop or kill it is the same broker. Exit codes: 2 usage, 4 failure.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=4.3.1
lib=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/rulec/kafka/$version

die() { printf 'broker: %s\n' "$*" >&2; exit 4; }
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }

# The libraries come from Maven Central once per user; a second caller waits for the first.
fetch_libraries() {
  [[ -d $lib ]] && return
  command -v mvn >/dev/null || die 'mvn is missing: ./x setup installs it'
  mkdir -p "${lib%/*}"
  (
    flock 8
    [[ -d $lib ]] && exit 0
    printf 'broker: fetching Kafka %s into %s\n' "$version" "$lib" >&2
    rm -rf "$lib.part"
    mvn -B -q -f "$here/pom.xml" -Dkafka.version="$version" dependency:copy-dependencies \
      -DincludeScope=runtime -DoutputDirectory="$lib.part" >"${lib%/*}/fetch.log" 2>&1 ||
      { cat "${lib%/*}/fetch.log" >&2; die 'Kafka could not be fetched from Maven Central'; }
    mv "$lib.part" "$lib"
  ) 8>"${lib%/*}/lock"
}

java_tool() { java -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$lib/*" "$@"; }

address() { printf '127.0.0.1:%s\n' "$(<"$dir/port")"; }

# The pid of this directory's broker, if it runs: a pid that meanwhile belongs to something else does not count.
running() {
  [[ -s $dir/broker.pid ]] || return 1
  pid=$(<"$dir/broker.pid")
  tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -Fxq -- "$dir/server.properties"
}

# Below the range that the kernel hands out to outgoing connections.
free_port() {
  local port
  for _ in {1..100}; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    [[ $port == "${1:-}" ]] && continue
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { printf '%s\n' "$port"; return; }
  done
  die 'no free port found'
}

write_properties() {
  local extra=/dev/null
  [[ -f $dir/extra.properties ]] && extra=$dir/extra.properties
  sed -e "s|@PORT@|$(<"$dir/port")|g" -e "s|@CONTROLLER_PORT@|$(<"$dir/controller.port")|g" -e "s|@DIR@|$dir|g" \
    "$here/server.properties.in" "$extra" >"$dir/server.properties"
  [[ -f $dir/first.port ]] || return 0
  # What comes later in the file counts: a broker alone, whose controller is the first node.
  cat >>"$dir/server.properties" <<PROPERTIES
process.roles=broker
node.id=2
listeners=PLAINTEXT://127.0.0.1:$(<"$dir/port")
controller.quorum.voters=1@127.0.0.1:$(<"$dir/first.port")
PROPERTIES
}

# Runs the broker and waits until it serves; 1 if it ended first (the log says why).
launch() {
  : >"$dir/broker.log"  # here, not by the redirection alone: the child may truncate it only after the first look below
  setsid java -Xms256m -Xmx1g -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError -Dlog4j2.configurationFile="$here/log4j2.properties" \
    -cp "$lib/*" kafka.Kafka "$dir/server.properties" </dev/null >"$dir/broker.log" 2>&1 9>&- &
  local pid=$! waited=0
  printf '%s\n' "$pid" >"$dir/broker.pid"
  until grep -q 'Kafka Server started' "$dir/broker.log"; do
    kill -0 "$pid" 2>/dev/null || { rm -f "$dir/broker.pid"; return 1; }
    ((waited++ < 1200)) || { kill -9 "$pid"; die "not ready after 60 s; see $dir/broker.log"; }
    sleep 0.05
  done
}

start() {
  fetch_libraries
  command -v java >/dev/null || die 'java is missing: ./x setup installs it'
  mkdir -p "$dir"
  exec 9>"$dir/lock"
  flock 9
  if running; then address; return; fi
  if (($# > 0)); then cp "$1/controller.port" "$dir/first.port"; fi
  local fresh=0
  [[ -f $dir/log/meta.properties ]] || fresh=1
  for _ in 1 2 3 4 5; do
    if ((fresh)); then
      free_port >"$dir/port"
      free_port "$(<"$dir/port")" >"$dir/controller.port"
    fi
    write_properties
    if [[ ! -f $dir/log/meta.properties ]]; then
      java_tool kafka.tools.StorageTool format -t rulec-development-000Q -c "$dir/server.properties" \
        >"$dir/format.log" 2>&1 || { cat "$dir/format.log" >&2; die 'formatting failed'; }
    fi
    if launch; then address; return; fi
    # Somebody took a port in between: a fresh directory may have another one.
    if ! ((fresh)) || ! grep -q 'Address already in use' "$dir/broker.log"; then break; fi
    rm -rf "$dir/log"
  done
  tail -n 20 "$dir/broker.log" >&2
  die "the broker ended at its start; see $dir/broker.log"
}

# end SIGNAL: signals the broker and waits until it is gone; 20 s after a SIGTERM it is killed.
end() {
  local waited=0
  if running; then
    kill "-$1" "$pid"
    while running; do
      ((++waited == 400)) && kill -KILL "$pid"
      sleep 0.05
    done
  fi
  rm -f "$dir/broker.pid"
}

list_topics() { kcat -q -b "$(address)" -L | sed -n 's/^ *topic "\(.*\)" with \([0-9]*\) partitions:.*/\1 \2/p'; }

# Returns when clients see the topics: the controller answers before the broker's metadata has them.
create_topics() {
  (($# > 0 && $# % 2 == 0)) || usage
  running || die "no broker runs in $dir"
  local pids=() names=() waited=0
  while (($# > 0)); do
    names+=("$1")
    java_tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$(address)" --create --if-not-exists \
      --topic "$1" --partitions "$2" >&2 &
    pids+=($!)
    shift 2
  done
  for p in "${pids[@]}"; do wait "$p" || die 'a topic was not created'; done
  for name in "${names[@]}"; do
    until list_topics | grep -q "^$name "; do
      ((waited++ < 400)) || die "topic $name does not appear"
      sleep 0.05
    done
  done
}

if [[ $* == free-port ]]; then free_port; exit; fi
(($# >= 2)) || usage
command=$1
dir=$(realpath -m -- "$2")
shift 2
case $command in
  start) start "$@" ;;
  stop) end TERM ;;
  kill) end KILL ;;
  status)
    running || exit 3
    address ;;
  create-topic) create_topics "$@" ;;
  tool)
    (($# >= 1)) || usage
    running || die "no broker runs in $dir"
    java_tool "$1" --bootstrap-server "$(address)" "${@:2}" ;;
  topics)
    running || die "no broker runs in $dir"
    list_topics ;;
  *) usage ;;
esac
