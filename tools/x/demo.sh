#!/usr/bin/env bash
# demo      1 M card transactions through a real Kafka broker and examples/card_velocity, then stops everything
#
# Installs what is missing and builds first. Everything it writes is in build/demo.
set -euo pipefail
source tools/x/door.bash

(($# == 0)) || usage
bash tools/x/setup.sh
say 'building'
bash tools/x/build.sh rulec ruled rulec_gen
exec tools/demo.sh
