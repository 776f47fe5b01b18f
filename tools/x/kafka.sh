#!/usr/bin/env bash
# kafka     the development broker: ./x kafka start|stop|status|topics|create NAME PARTITIONS
#
# One Kafka 4.3.1 node on a free port of the loopback, in build/kafka or $RULEC_KAFKA_DIR; the port is in the file `port`
# there and stays the same over restarts. Starting what runs and stopping what does not is no error.
set -euo pipefail
source tools/x/door.bash

dir=${RULEC_KAFKA_DIR:-build/kafka}
case ${1:-} in
  start | stop | status | topics) (($# == 1)) || usage; exec tools/kafka/broker.sh "$1" "$dir" ;;
  create) (($# == 3)) || usage; exec tools/kafka/broker.sh create-topic "$dir" "$2" "$3" ;;
  *) usage ;;
esac
