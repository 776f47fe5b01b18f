#!/usr/bin/env bash
# test      everything that CI runs: ./x test [--with-flink] [CTEST ARGUMENT ...]
#
# Installs what is missing, builds, runs every test, among them `format --check` and `check`. Failing tests are shown
# with their output; the last line is `N passed, N failed`, with `, N skipped` where some were. No test at all is a
# failure. Arguments go to ctest: ./x test -R checker. With --with-flink, as in CI, answers are also compared with those of
# real Flink, whose jars (140 MB) come from Maven Central.
set -euo pipefail
source tools/x/door.bash

summary() { # PASSED FAILED SKIPPED
  printf '%s passed, %s failed' "$1" "$2"
  if (($3 > 0)); then printf ', %s skipped' "$3"; fi
  printf '\n'
}

if [[ ${1:-} == --with-flink ]]; then
  export RULEC_WITH_FLINK=1
  shift
fi
if ! { bash tools/x/setup.sh && bash tools/x/build.sh; }; then
  printf '%sthe build failed%s\n' "$red" "$plain"
  summary 0 1 0
  exit 1
fi

report=$PWD/$door_build/test-report.xml
rm -f "$report"
say 'running the tests'
status=0
ctest --test-dir "$door_build" -j "$(nproc)" --timeout 900 --no-tests=error --output-on-failure --output-junit "$report" "$@" 2>&1 |
  awk '/^Internal ctest|^Test project|^ +Start +[0-9]+:/ { next }
       /^ *[0-9]+\/[0-9]+ Test +#.* Passed +/ { next }
       { print; fflush() }' || status=$?

# A test that did not run counts as failed, unless it said itself that it skips.
passed=0 failed=0 skipped=0
if [[ -f $report ]]; then
  read -r passed failed skipped < <(awk '
    /<testcase / {
      if (/status="run"/) passed++
      else if (/status="disabled"/) skipped++
      else { failed++; open = /status="notrun"/ }
    }
    open && /<skipped message="SKIP_/ { failed--; skipped++; open = 0 }
    END { print passed + 0, failed + 0, skipped + 0 }' "$report")
fi
if ((passed + failed == 0 || (status != 0 && failed == 0))); then failed=$((failed + 1)); fi
summary "$passed" "$failed" "$skipped"
((failed == 0))
