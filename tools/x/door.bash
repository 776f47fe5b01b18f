# What the door's commands share. Sourced with the repository's root as the current directory.
# shellcheck shell=bash disable=SC2034

door_build=build/release

bold='' red='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'
fi

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }
fail() { printf '%s./x: %s%s\n' "$red" "$*" "$plain" >&2; exit 1; }
usage() { describe "$0" >&2; exit 2; }

# A command's own description: the comment at its head.
describe() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$1"; }

commands() { local f; for f in tools/x/*.sh; do f=${f##*/}; printf '%s\n' "${f%.sh}"; done; }

# The command within two edits of what was typed, or that it begins.
nearest_command() {
  commands | awk -v typed="$1" '
    function least(a, b) { return a < b ? a : b }
    {
      n = length(typed); m = length($0)
      for (j = 0; j <= m; j++) row[j] = j
      for (i = 1; i <= n; i++) {
        diagonal = row[0]; row[0] = i
        for (j = 1; j <= m; j++) {
          change = diagonal + (substr(typed, i, 1) != substr($0, j, 1))
          diagonal = row[j]
          row[j] = least(change, least(row[j], row[j - 1]) + 1)
        }
      }
      distance = index($0, typed) == 1 ? 0 : row[m]
      if (distance <= 2 && (best == "" || distance < shortest)) { best = $0; shortest = distance }
    }
    END { print best }'
}

# How many compilers may run at once: one a core, and 1.5 GiB of memory each.
build_jobs() {
  local cores memory limit
  cores=$(nproc)
  memory=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
  if limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null) && [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1048576 < memory)); then
    memory=$((limit / 1048576))
  fi
  local fit=$((memory / 1536))
  ((fit >= 1)) || fit=1
  printf '%s\n' $((fit < cores ? fit : cores))
}

# Tracked files, one a line, that match the given patterns and still exist; without git all files that match.
tracked() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -- "$@"
  else
    local pattern
    for pattern in "$@"; do
      case $pattern in
        '*'*) find . -path ./build -prune -o -type f -name "$pattern" -print ;;
        *) find . -path ./build -prune -o -type f -path "./$pattern" -print ;;
      esac
    done | sed 's|^\./||'
  fi | while IFS= read -r file; do if [[ -f $file ]]; then printf '%s\n' "$file"; fi; done
}
