#!/usr/bin/env bash
# What a figure must be read beside: machine, load, compilers, commit.
set -euo pipefail
awk -F': ' '/^model name/ { print "cpu: " $2; exit }' /proc/cpuinfo
printf 'cores: %s\n' "$(nproc)"
awk '/^MemTotal/ { printf "memory: %.1f GiB\n", $2 / 1048576 }' /proc/meminfo
printf 'load: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
printf 'kernel: %s\n' "$(uname -r)"
for compiler in g++ clang++-19; do
  if command -v "$compiler" >/dev/null; then printf 'compiler: %s\n' "$("$compiler" --version | head -n 1)"; fi
done
if commit=$(git rev-parse --short HEAD 2>/dev/null); then
  printf 'commit: %s%s\n' "$commit" "$(git diff --quiet HEAD 2>/dev/null || echo ' with changes')"
fi
