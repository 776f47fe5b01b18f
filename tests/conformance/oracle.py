#!/usr/bin/env python3
"""Writes the conformance cases (*.jsonl) beside it, or into the folder that is named: what expressions of the rule language
must yield. Numbers are computed here, by Python's integers, fractions and floats, and never by rulec. See cases.py."""
import sys

import cases
from decimals import decimals, rounding
from logic import logic
from numbers_and_conversions import conversions, floats, ints
from texts_and_times import strings, times
from variants import variants


def main():
    if len(sys.argv) > 1:
        cases.FOLDER = sys.argv[1]
    total = sum(make().write() for make in (ints, decimals, rounding, conversions, floats, strings, times, logic,
                                             variants))
    print(total, "lines")


if __name__ == "__main__":
    main()
