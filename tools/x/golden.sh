#!/usr/bin/env bash
# golden    rewrites the expectations of the golden tests and shows what changed
#
# Runs the golden cases, examples among them, with RULEC_GOLDEN_UPDATE=1; nothing else rewrites an expectation. Read the
# diff before you commit it. Arguments go to ctest: ./x golden -R windows
set -euo pipefail
source tools/x/door.bash

bash tools/x/build.sh
RULEC_GOLDEN_UPDATE=1 ctest --test-dir "$door_build" -j "$(nproc)" --no-tests=error --output-on-failure --progress -R "^(golden|example)/" "$@"
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  git --no-pager diff --stat -- tests examples
  git ls-files --others --exclude-standard -- tests examples | sed 's/^/new: /'
fi
