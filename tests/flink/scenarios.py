#!/usr/bin/env python3
"""Scenarios for Flink and for rulec from one seed, and the comparison of their answers.

  scenarios.py make DIR SEED [KIND ...]   writes DIR/scenarios.txt (Flink), DIR/scenarios.rules, DIR/events.jsonl (envelope lines)
  scenarios.py compare DIR                DIR/flink.txt (lines of Scenarios.java) against DIR/rulec.jsonl (output lines)

A pipeline is one construct with its parameters. Its scenarios come one after the other, each a year later than the one
before and with keys of its own, so the watermark jumps over everything that a scenario left open.
"""
import json
import math
import random
import sys
from collections import Counter
from datetime import datetime, timedelta, timezone

PIPELINES = 8  # of each kind
SCENARIOS = 6  # of each pipeline
BASE = 1_700_000_000_000
YEAR = 366 * 86_400_000


def text(ms, us=0):
    at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=ms, microseconds=us)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def millis(value):
    at = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return (at - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)


class Pipeline:
    def __init__(self, kind, number, rng):
        self.kind, self.name, self.rng = kind, f"{kind}_{number}", rng
        self.numbers = {}
        self.lines = []  # (kind, key, time, amount) or ("w", time)
        getattr(self, "set_" + kind)(number)

    # ---- parameters, milliseconds
    def late(self):
        self.numbers["delay"] = self.rng.choice([0, 1000, 5000])
        self.numbers["late"] = self.rng.choice([0, 0, 3000, 20000])

    def set_tumbling(self, _):
        size = self.rng.choice([1000, 7000, 10000, 60000])
        self.numbers |= {"size": size, "offset": self.rng.choice([0, 0, 250, size // 2])}
        self.late()

    def set_sliding(self, _):
        every = self.rng.choice([1000, 3000, 5000])
        size = self.rng.choice([every, 2 * every, 10 * every, 2 * every + 1000])
        self.numbers |= {"size": size, "every": every, "offset": self.rng.choice([0, 0, 500])}
        self.late()

    def set_session(self, _):
        self.numbers["gap"] = self.rng.choice([500, 2000, 10000])
        self.late()

    def set_join(self, _):
        lower = self.rng.choice([-5000, -1000, 0, 2000])
        self.numbers |= {"lower": lower, "upper": lower + self.rng.choice([0, 2000, 10000]), "marked": 1}

    set_outer = set_join  # with the events of both sides that no partner came for

    def set_timer(self, number):
        self.numbers |= {"after": self.rng.choice([0, 1000, 4000]), "again": self.rng.choice([500, 1500, 30000])}
        self.numbers |= {"marked": 1} if number % 2 else {"delay": self.rng.choice([0, 3000])}

    def set_over(self, _):  # in order
        self.numbers |= {"size": self.rng.choice([1000, 5000, 20000]), "delay": 0}

    def set_overrows(self, _):  # in order
        self.numbers |= {"rows": self.rng.choice([1, 2, 5, 20]), "delay": 0}

    def set_overtime(self, _):  # out of order, in `order time`
        self.numbers |= {"size": self.rng.choice([1000, 5000, 20000]), "delay": 6000}

    # ---- events
    def fill(self):
        for scenario in range(SCENARIOS):
            base = BASE + scenario * YEAR
            keys = [f"s{scenario}k{i}" for i in range(self.rng.choice([1, 3]))]
            span = max([v for v in self.numbers.values()] + [4000])
            now, mark, seen = base, base - 1, set()
            if self.is_join():
                self.lines.append(("w", mark))  # from here on events do not move time
            for _ in range(self.rng.randrange(20, 60)):
                now += self.rng.choice([0, 250, 500, 1000, span // 4, span])
                if self.kind in ("over", "overrows", "overtime"):
                    time = now - (self.rng.randrange(0, 5000) if self.numbers["delay"] else 0)
                    while time in seen:
                        time += 1
                    now = max(now, time)
                    seen.add(time)
                else:
                    time = max(base, now - self.rng.choice([0, 0, 0, 500, 2000, 8000, span]))
                kind = "a"
                if self.is_join():
                    kind = self.rng.choice("ab")
                    # Flink reads its two inputs in any order, so of what is late it may see some in time.
                    time = max(time, mark + 1)
                amount = self.rng.choice([0, 1, 5, self.rng.randrange(1000)])
                self.lines.append((kind, self.rng.choice(keys), time, amount))
                if "marked" in self.numbers and self.rng.random() < 0.3:
                    # Odd, so that no event is exactly at it: there Flink still joins.
                    mark = max(mark, (now - self.rng.choice([0, 1000, 5000])) // 2 * 2 + 1)
                    self.lines.append(("w", mark))
            if "marked" in self.numbers:
                self.lines.append(("w", base + YEAR // 2 + 1))
        # Of timers that the last pass starts only Flink's fire: time passes them before that.
        if self.kind == "timer":
            self.lines.append(("a", "last", BASE + SCENARIOS * YEAR, 0))

    def is_join(self):
        return self.kind in ("join", "outer")

    # ---- what Flink reads
    def for_flink(self):
        yield " ".join(["pipeline", self.kind, self.name] + [f"{k}={v}" for k, v in self.numbers.items()])
        for line in self.lines:
            yield " ".join(str(part) for part in line)

    # ---- what rulec reads
    def streams(self):
        return [f"{self.name}_a", f"{self.name}_b"] if self.is_join() else [f"{self.name}_a"]

    def rules(self):
        n = self.numbers
        name = self.name
        for stream in self.streams():
            yield f"stream {stream}: Event {{ time at  delay {n.get('delay', 0)}ms }}"
        yield f"output {name}: " + ("Over" if self.kind.startswith("over") else f"{self.kind.capitalize()}Row")
        by_time = self.kind == "overtime" or (self.is_join() and int(name[-1]) % 2 == 1)
        order = " order time" if by_time else ""
        yield f"process P_{name} by k{order} {{"
        yield from getattr(self, "rules_" + ("window" if self.kind in ("tumbling", "sliding", "session") else self.kind))(n, name)
        yield "}"

    def rules_window(self, n, name):
        form = f"session gap {n['gap']}ms" if self.kind == "session" else f"each {n['size']}ms"
        if self.kind == "sliding":
            form += f" every {n['every']}ms"
        if n.get("offset"):
            form += f" offset {n['offset']}ms"
        late = f" late {n['late']}ms" if n["late"] else ""
        row = "{ k: key.k, start: v.start, end: v.end, n: v.count, s: v.sum(amount), m: v.max(amount) }"
        yield f"  window w = {name}_a {form}{late}"
        yield f"  on close w as v {{ emit {name} {row} }}"
        if n["late"]:
            yield f"  on update w as v {{ emit {name} {row} }}"

    def rules_join(self, n, name):
        def bound(ms):
            return f"-{-ms}ms" if ms < 0 else f"{ms}ms"
        yield f"  join j = {name}_a as a with {name}_b as b within {bound(n['lower'])} .. {bound(n['upper'])}"
        yield f"  on match j as (a, b) {{ emit {name} {{ k: a.k, a: a.at, b: b.at, x: a.amount, y: b.amount }} }}"
        if self.kind == "outer":
            yield f"  on unmatched j as a {{ emit {name} {{ k: a.k, a: a.at, x: a.amount }} }}"
            yield f"  on unmatched j as b {{ emit {name} {{ k: b.k, b: b.at, y: b.amount }} }}"

    rules_outer = rules_join

    def rules_timer(self, n, name):
        yield "  state n: int = 0 unbounded"
        yield "  state rounds: int = 0 unbounded"
        yield "  timer t"
        yield f"  on {name}_a as e {{"
        yield "    n += 1"
        yield "    rounds = 0"
        yield f"    rule go when e.amount != 0 then start t after {n['after']}ms"
        yield "    rule halt when e.amount == 0 then stop t"
        yield "  }"
        yield f"  on timer t as f {{"
        yield f"    emit {name} {{ k: key.k, at: f.time, n: n }}"
        yield f"    rule again when rounds < 2 then {{ rounds += 1  start t after {n['again']}ms }}"
        yield "  }"

    def rules_over(self, n, name):
        yield f"  window w = {name}_a " + (f"last {n['rows']}" if self.kind == "overrows" else f"in last {n['size']}ms")
        yield f"  on {name}_a as e {{"
        yield f"    emit {name} {{ k: e.k, at: e.at, n: w.count, s: w.sum(amount), m: w.max(amount), least: w.min(amount),"
        yield "      first: w.first(amount), last: w.last(amount), mean: w.avg(amount), spread: w.stddev(amount) }"
        yield "  }"

    rules_overtime = rules_overrows = rules_over

    def for_rulec(self):
        for line in self.lines:
            if line[0] == "w":
                for stream in self.streams():
                    yield {"watermark": text(line[1], 999), "stream": stream}
            else:
                kind, key, time, amount = line
                yield {"stream": f"{self.name}_{kind}", "value": {"k": key, "amount": amount, "at": text(time)}}


KINDS = ["tumbling", "sliding", "session", "over", "overrows", "overtime", "join", "outer", "timer"]
HEAD = """module tests.flink
record Event { k: string  amount: int  at: timestamp }
record TumblingRow { k: string  start: timestamp  end: timestamp  n: int  s: int  m: int? }
record SlidingRow { k: string  start: timestamp  end: timestamp  n: int  s: int  m: int? }
record SessionRow { k: string  start: timestamp  end: timestamp  n: int  s: int  m: int? }
record Over { k: string  at: timestamp  n: int  s: int  m: int?  least: int?  first: int?  last: int?  mean: float?  spread: float? }
record JoinRow { k: string  a: timestamp  b: timestamp  x: int  y: int }
record OuterRow { k: string  a: timestamp?  b: timestamp?  x: int?  y: int? }
record TimerRow { k: string  at: timestamp  n: int }
"""


def make(folder, seed, kinds):
    pipelines = [Pipeline(kind, i, random.Random(f"{seed} {kind} {i}")) for kind in kinds for i in range(PIPELINES)]
    with open(f"{folder}/scenarios.txt", "w") as flink, open(f"{folder}/scenarios.rules", "w") as rules, \
            open(f"{folder}/events.jsonl", "w") as events:
        rules.write(HEAD)
        for pipeline in pipelines:
            pipeline.fill()
            flink.writelines(line + "\n" for line in pipeline.for_flink())
            rules.writelines(line + "\n" for line in pipeline.rules())
            events.writelines(json.dumps(line) + "\n" for line in pipeline.for_rulec())


def answer(line):
    """An output line in the words of Scenarios.java."""
    output, value = line["output"], line["value"]
    if output == "late":
        name, raw = value["stream"].rsplit("_", 1)[0], value["value"]
        return f"{name} late {raw['k']} {millis(raw['at'])} {raw['amount']}"
    kind = output.split("_")[0]
    if kind in ("tumbling", "sliding", "session"):
        return f"{output} {value['k']} {millis(value['start'])} {millis(value['end'])} {value['n']} {value['s']} {value['m']}"
    if kind in ("over", "overrows", "overtime"):
        exact = " ".join(str(value[part]) for part in ("n", "s", "m", "least", "first", "last"))
        # As Math.round does.
        floats = " ".join(str(math.floor(value[part] * 10_000 + 0.5)) for part in ("mean", "spread"))
        return f"{output} {value['k']} {millis(value['at'])} {exact} {floats}"
    if kind == "outer" and not ("a" in value and "b" in value):
        side = "a" if "a" in value else "b"
        amount = value["x" if side == "a" else "y"]
        return f"{output} alone {side} {value['k']} {millis(value[side])} {amount} {millis(line['time'])}"
    if kind in ("join", "outer"):
        return (f"{output} {value['k']} {millis(value['a'])} {millis(value['b'])} {value['x']} {value['y']} "
                f"{millis(line['time'])}")
    if kind == "timer":
        return f"{output} {value['k']} {millis(value['at'])} {value['n']}"
    raise ValueError(f"rulec wrote {json.dumps(line)}")


def compare(folder):
    ours = [answer(line) for line in map(json.loads, open(f"{folder}/rulec.jsonl"))]
    flink = [line.rstrip("\n") for line in open(f"{folder}/flink.txt")]
    only_ours, only_flink = Counter(ours) - Counter(flink), Counter(flink) - Counter(ours)
    by_kind = Counter(line.split("_")[0] for line in flink)
    for kind, count in sorted(by_kind.items()):
        print(f"{kind}: {PIPELINES * SCENARIOS} scenarios, {count} records of Flink")
    for line in sorted(only_flink.elements())[:20]:
        print(f"only Flink: {line}")
    for line in sorted(only_ours.elements())[:20]:
        print(f"only rulec: {line}")
    if only_ours or only_flink:
        sys.exit(f"{sum(only_flink.values())} records of Flink and {sum(only_ours.values())} of rulec have no equal")
    if any(count == 0 for count in by_kind.values()) or not flink:
        sys.exit("some kind has no records")
    print(f"{len(flink)} records equal")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3], sys.argv[4:] or KINDS)
    else:
        compare(sys.argv[2])
