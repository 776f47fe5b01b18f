"""What the oracles write: files of conformance cases, one JSON line each.

A line is
  {"expr": "a + b", "params": {"a": "int", ...}, "args": {...}, "type": "int", "value": 3}     or  "error": "division by zero"
and the first line of a file may be {"declare": "enum ..."} with what its cases share.
"""
import json
import os

MAX = 2**63 - 1
MIN = -(2**63)
FOLDER = os.path.dirname(os.path.abspath(__file__))  # where files go; a program may say another


class Raw(str):
    """JSON as it stands."""


class File:
    def __init__(self, name, declare=None):
        self.name = name + ".jsonl"
        self.lines = [] if declare is None else ['{"declare": %s}' % text(declare)]

    def add(self, expr, type_, want, **args):
        """`args`: name=(type, value). `want`: a value, or Error."""
        params = ", ".join("%s: %s" % (text(k), text(t)) for k, (t, _) in args.items())
        given = ", ".join("%s: %s" % (text(k), text(v)) for k, (_, v) in args.items())
        outcome = '"error": %s' % text(want.message) if isinstance(want, Error) else '"value": %s' % text(want)
        self.lines.append('{"expr": %s, "params": {%s}, "args": {%s}, "type": %s, %s}'
                          % (text(expr), params, given, text(type_), outcome))

    def write(self):
        with open(os.path.join(FOLDER, self.name), "w", encoding="utf-8") as out:
            out.write("\n".join(self.lines) + "\n")
        return len(self.lines)


class Error:
    def __init__(self, message):
        self.message = message


def text(value):
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s: %s" % (text(k), text(v)) for k, v in value.items())
    if isinstance(value, list):
        return "[%s]" % ", ".join(text(v) for v in value)
    return json.dumps(value, ensure_ascii=False)
