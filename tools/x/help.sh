#!/usr/bin/env bash
# help      this list; ./x COMMAND --help says more
set -euo pipefail
source tools/x/door.bash

(($# == 0)) || usage
printf '%susage: ./x COMMAND [...]%s\n\n' "$bold" "$plain"
for name in setup build test check format golden bench kafka demo help; do
  printf '  %s\n' "$(describe "tools/x/$name.sh" | head -n 1)"
done
cat <<'TEXT'

examples
  ./x demo                          from a fresh Debian 12 to fraud alerts behind a real Kafka broker
  ./x test                          everything that CI runs
  ./x test -R checker               only the tests whose name matches
  ./x build rulec && build/release/bin/rulec check examples/card_velocity/card_velocity.rules
  ./x format                        lay out every C++ file
  ./x golden                        rewrite golden expectations; read the diff before you commit it
  ./x bench velocity events=10M     one bench, with its arguments
  ./x kafka start                   the development broker, on a free port of this machine
TEXT
