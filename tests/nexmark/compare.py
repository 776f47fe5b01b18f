#!/usr/bin/env python3
"""compare.py QUERY < output lines of examples/nexmark/QUERY.rules: are they Flink SQL's answer (answers.txt)?"""
import hashlib
import json
import pathlib
import sys
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def millis(text):
    return (datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH) // timedelta(milliseconds=1)


def row(query, value):
    """The columns of Flink's row: times in milliseconds, q17's day as a date."""
    if query == "q17":
        value["day"] = value["day"][:10]
    for name in ("dateTime", "start", "end"):
        if name in value:
            value[name] = millis(value[name])
    return "\t".join(str(column) for column in value.values())


def main():
    query = sys.argv[1]
    answers = [line.split() for line in open(pathlib.Path(__file__).with_name("answers.txt")) if line[0] != "#"]
    rows, wanted = next((int(rows), sha) for name, rows, sha in answers if name == query)
    values = [line["value"] for line in map(json.loads, sys.stdin) if line["output"] == "answers"]
    if query == "q18":  # each answer takes the place of the one before it
        values = list({(v["bidder"], v["auction"]): v for v in values}.values())
    lines = sorted(row(query, value) + "\n" for value in values)
    sha = hashlib.sha256("".join(lines).encode()).hexdigest()
    print(f"{query}: {len(lines)} rows, sha256 {sha}")
    if sha != wanted:
        sys.exit(f"{query}: Flink SQL has {rows} rows, sha256 {wanted}")


main()
