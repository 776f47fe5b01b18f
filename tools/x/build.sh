#!/usr/bin/env bash
# build     configures and builds into build/release: ./x build [--preset NAME] [TARGET ...]
#
# Presets (CMakePresets.json): release (g++, the default), clang (clang 19), sanitize (clang 19, address and undefined
# behaviour); each builds into build/NAME. ccache is used where it is installed.
set -euo pipefail
source tools/x/door.bash

preset=release
if [[ ${1:-} == --preset ]]; then
  (($# >= 2)) || usage
  preset=$2
  shift 2
fi
for tool in cmake ninja; do
  command -v "$tool" >/dev/null || fail "$tool is missing: ./x setup installs it"
done

# A folder list that an earlier configuration cached may lack folders that were added since.
log=$(cmake --preset "$preset" -URULEC_ONLY --log-level=WARNING 2>&1) || {
  printf '%s\n' "$log" >&2
  fail 'configuring failed'
}
targets=(all)
(($# == 0)) || targets=("$@")
cmake --build "build/$preset" -j "$(build_jobs)" --target "${targets[@]}"
