#!/usr/bin/env bash
# The table and the plot that are made of a bench's lines.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/door/expect.bash

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'cpu: test' >"$work/machine.txt"
cat >"$work/decisions.txt" <<'TEXT'
warming up
RESULT bench=decisions case=10_rules side=rulec unit=ns value=99 spread=3
RESULT bench=decisions case=10_rules side=chain unit=ns value=15.25
RESULT bench=decisions case=1000_rules side=rulec unit=ns value=1500
RESULT bench=decisions case=10_rules side=rulec unit=ns value=17.125
RESULT bench=decisions side=incomplete
TEXT
python3 tools/bench/report.py "$work"
expect 'table' '| case | rulec | chain |
| --- | ---: | ---: |
| 10_rules | 17.12 | 15.25 |
| 1000_rules | 1,500 |  |' "$(grep '^|' "$work/README.md")"
expect 'machine' 1 "$(grep -c '^cpu: test' "$work/README.md")"
expect 'longest bar' 1 "$(grep -c 'width="480.0"' "$work/decisions_ns.svg")"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$work/decisions_ns.svg"
echo 'RESULT bench=decisions case=a side=b unit=ns value=fast' >"$work/wrong.txt"
expect 'a value that is no number' 1 "$(exit_code python3 tools/bench/report.py "$work")"
