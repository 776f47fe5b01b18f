#!/usr/bin/env bash
# The conformance cases (*.jsonl) are what the oracles write: nobody has adjusted one by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -B oracle.py "$work" >/dev/null
python3 -B functions_oracle.py "$work" >/dev/null
python3 -B money_oracle.py "$work" >/dev/null
diff -r "$work" . --exclude='*.py' --exclude='*.cpp' --exclude='*.h' --exclude='*.sh' --exclude=CMakeLists.txt --exclude=__pycache__
