#!/usr/bin/env python3
"""live_oracle.py FOLDER [SEED]: random cases about decimals, dates and time zones, answered by Python's own decimal, datetime and
zoneinfo while the tests run: nothing of what is expected stands in a file that somebody could have adjusted. See cases.py.

Decimals have up to 38 digits; days and instants lie in the years 1 to 9999; instants of time zones lie around the changes of
their clocks."""
import datetime
import decimal
import random
import sys
import zoneinfo

import cases
from cases import Error, File, Raw

DAYS, ZONES = 40, ["Europe/London", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Africa/Casablanca",
                   "Asia/Kathmandu", "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Auckland", "Antarctica/Troll"]
EPOCH = datetime.datetime(1970, 1, 1)
SECOND = datetime.timedelta(seconds=1)
exact = decimal.Context(prec=400, Emin=-9999, Emax=9999, traps=[decimal.InvalidOperation])


# ---- decimals: types as SQL:2016 has them, values by the decimal module

def cut(p, s):
    return (p, s) if p <= 38 else (38, max(38 - (p - s), min(s, 6)))


def result_type(op, a, b):
    whole_a, whole_b, s = a[0] - a[1], b[0] - b[1], max(a[1], b[1])
    if op in "+-":
        return cut(max(whole_a, whole_b) + s + 1, s)
    if op == "*":
        return cut(a[0] + b[0] + 1, a[1] + b[1])
    if op == "%":
        return cut(min(whole_a, whole_b) + s, s)
    s = max(6, a[1] + b[0] + 1)
    return cut(whole_a + b[1] + s, s)


def fitted(value, shape, mode=decimal.ROUND_HALF_UP):
    value = value.quantize(decimal.Decimal(1).scaleb(-shape[1]), rounding=mode, context=exact)
    if value.copy_abs() >= decimal.Decimal(10) ** (shape[0] - shape[1]):
        return Error("decimal overflow")
    return written(value)


def written(value):
    return Raw(format(value.copy_abs() if value == 0 else value, "f"))


def drawn(draw, shape):
    """Short ones, long ones, edges."""
    p, s = shape
    digits = draw.choice([1, s or 1, p, p, draw.randint(1, p)])
    mantissa = draw.choice([0, 1, 10**p - 1, 5 * 10 ** (draw.randrange(p)), draw.randrange(10**digits), draw.randrange(10**digits)])
    return decimal.Decimal(draw.choice([1, -1]) * min(mantissa, 10**p - 1)).scaleb(-s, context=exact)


def decimals(draw):
    out = File("live_decimal")
    shapes = [((38, 0), (38, 0)), ((38, 10), (38, 10)), ((38, 38), (38, 38)), ((38, 19), (20, 0)), ((38, 6), (6, 6)), ((30, 20), (12, 2)),
              ((19, 0), (19, 18)), ((18, 2), (18, 9)), ((12, 2), (5, 4)), ((9, 9), (38, 20)), ((1, 0), (38, 37)), ((20, 2), (18, 0))]
    name = lambda shape: "decimal(%d,%d)" % shape
    for a_shape, b_shape in shapes:
        for op in "+-*/%":
            shape = result_type(op, a_shape, b_shape)
            for _ in range(12):
                a, b = drawn(draw, a_shape), drawn(draw, b_shape)
                if op in "/%" and b == 0:
                    want = Error("division by zero")
                else:
                    value = {"+": exact.add, "-": exact.subtract, "*": exact.multiply, "/": exact.divide, "%": exact.remainder}[op](a, b)
                    want = fitted(value, shape)
                out.add("a %s b" % op, name(shape), want, a=(name(a_shape), written(a)), b=(name(b_shape), written(b)))
        for op in ("<", "<=", "==", "!=", ">", ">="):
            for _ in range(4):
                a = drawn(draw, a_shape)
                b = draw.choice([drawn(draw, b_shape), fit_to(a, b_shape)])
                want = {"<": a < b, "<=": a <= b, "==": a == b, "!=": a != b, ">": a > b, ">=": a >= b}[op]
                out.add("a %s b" % op, "bool", want, a=(name(a_shape), written(a)), b=(name(b_shape), written(b)))
        p, s = a_shape
        for digits in sorted({0, s // 2, s - 1} & set(range(s))):
            shape = (p - s + digits + 1, digits)
            for mode, how in ((decimal.ROUND_HALF_UP, ""), (decimal.ROUND_HALF_EVEN, ", half_even")):
                for _ in range(6):
                    a = draw.choice([drawn(draw, a_shape), half(draw, a_shape, digits)])
                    out.add("round(a, %d%s)" % (digits, how), name(shape), fitted(a, shape, mode), a=(name(a_shape), written(a)))
        for _ in range(6):
            a = drawn(draw, a_shape)
            for call, mode in (("floor(a)", decimal.ROUND_FLOOR), ("ceil(a)", decimal.ROUND_CEILING)):
                if s > 0:
                    out.add(call, name((p - s + 1, 0)), fitted(a, (p - s + 1, 0), mode), a=(name(a_shape), written(a)))
            out.add("-a", name(a_shape), written(a.copy_negate()), a=(name(a_shape), written(a)))
            out.add("abs(a)", name(a_shape), written(a.copy_abs()), a=(name(a_shape), written(a)))
            out.add("string(a)", "string", str(written(a)), a=(name(a_shape), written(a)))
            out.add("float(a)", "float", float(a), a=(name(a_shape), written(a)))
            # On the way into a narrower type only digits before the point may be too many.
            narrow = (max(s + 1, p - 3), s)
            if narrow[0] < p:
                out.add("a", name(narrow), fitted(a, narrow), a=(name(a_shape), written(a)))
    return out


def fit_to(value, shape):
    cut_down = value.quantize(decimal.Decimal(1).scaleb(-shape[1]), rounding=decimal.ROUND_DOWN, context=exact)
    return cut_down if cut_down.copy_abs() < decimal.Decimal(10) ** (shape[0] - shape[1]) else decimal.Decimal(0)


def half(draw, shape, digits):
    """Exactly between two values of so many digits behind the point."""
    whole = draw.randrange(10 ** min(shape[0] - shape[1] + digits, 12))
    return fit_to(decimal.Decimal(draw.choice([1, -1]) * (10 * whole + 5)).scaleb(-digits - 1, context=exact), shape)


# ---- days and instants

def instant(at):
    fraction = (".%06d" % at.microsecond).rstrip("0") if at.microsecond else ""
    return "%04d-%02d-%02dT%02d:%02d:%02d%sZ" % (at.year, at.month, at.day, at.hour, at.minute, at.second, fraction)


def drawn_day(draw):
    return datetime.date.fromordinal(draw.choice([1, 3652059, draw.randint(1, 3652059), draw.randint(1, 400), draw.randint(3651700, 3652059),
                                                  draw.randint(719163 - 800, 719163 + 30000)]))


def drawn_instant(draw):
    day = drawn_day(draw)
    return datetime.datetime(day.year, day.month, day.day) + datetime.timedelta(microseconds=draw.randrange(86400 * 10**6))


def span(delta):
    return "%dus" % (delta // datetime.timedelta(microseconds=1))


def days(draw):
    out = File("live_date")
    no_day, no_time = Error("date outside years 0001 to 9999"), Error("timestamp outside years 0001 to 9999")

    def attempt(what, error):
        try:
            return what()
        except (OverflowError, ValueError):
            return error

    for _ in range(DAYS):
        a, b, n = drawn_day(draw), drawn_day(draw), draw.choice([0, 1, -1, draw.randint(-4000, 4000), draw.randint(-3000000, 3000000)])
        day, other = ("date", a.isoformat()), ("date", b.isoformat())
        week = a.isocalendar()
        for call, want in (("year", a.year), ("month", a.month), ("day", a.day), ("day_of_week", a.isoweekday()), ("week_of_year", week[1]),
                           ("day_of_year", a.timetuple().tm_yday), ("year_of_week", week[0]), ("quarter", (a.month + 2) // 3)):
            out.add("%s(a)" % call, "int", want, a=day)
        out.add("a - b", "duration", span(a - b), a=day, b=other)
        out.add("days_between(a, b)", "int", (b - a).days, a=day, b=other)
        out.add("a < b", "bool", a < b, a=day, b=other)
        out.add("a + 1d * n", "date", attempt(lambda: (a + datetime.timedelta(days=n)).isoformat(), no_day), a=day, n=("int", n))
        out.add("add_days(a, n)", "date", attempt(lambda: (a + datetime.timedelta(days=n)).isoformat(), no_day), a=day, n=("int", n))
        out.add("string(a)", "string", a.isoformat(), a=day)
        t, u = drawn_instant(draw), drawn_instant(draw)
        at, then = ("timestamp", instant(t)), ("timestamp", instant(u))
        out.add("a - b", "duration", span(t - u), a=at, b=then)
        out.add("a <= b", "bool", t <= u, a=at, b=then)
        us = draw.choice([1, -1, draw.randint(-10**17, 10**17), draw.randint(-10**12, 10**12)])
        moved = attempt(lambda: instant(t + datetime.timedelta(microseconds=us)), no_time)
        out.add("a + d", "timestamp", moved, a=at, d=("duration", "%dus" % us))
        out.add("a - d", "timestamp", moved, a=at, d=("duration", "%dus" % -us))
        out.add("string(a)", "string", instant(t), a=at)
        out.add("epoch_seconds(a)", "int", (t - EPOCH) // SECOND, a=at)
        out.add("timestamp_text(a, p, \"UTC\")", "string", "%04d/%02d/%02d %02d-%02d-%02d" % t.timetuple()[:6], a=at,
                p=("string", "YYYY/MM/DD hh-mm-ss"))
    return out


# ---- time zones

class Clock:
    """A zone as its clock shows it; naive times are UTC or what the clock shows."""

    def __init__(self, name):
        self.zone = zoneinfo.ZoneInfo(name)
        self.changes = self.find_changes(datetime.datetime(1905, 1, 1), datetime.datetime(2045, 1, 1))

    def offset(self, at):
        return at.replace(tzinfo=datetime.timezone.utc).astimezone(self.zone).utcoffset()

    def shows(self, at):
        return at + self.offset(at)

    def find_changes(self, begin, end):
        """(the first second of another offset), by looking at every tenth day and cutting in halves."""
        found, step = [], datetime.timedelta(days=10)
        while begin < end:
            low, high = begin, begin + step
            if self.offset(low) != self.offset(high):
                while high - low > SECOND:
                    middle = low + (high - low) // 2 // SECOND * SECOND
                    low, high = (middle, high) if self.offset(middle) == self.offset(low) else (low, middle)
                found.append(high)
            begin += step
        return found

    def first_showing(self, wall, near):
        """The first instant, within some days of `near`, at which the clock shows `wall` or later."""
        edges = [c for c in self.changes if abs(c - near) < datetime.timedelta(days=9)]
        starts = [near - datetime.timedelta(days=9)] + edges
        ends = edges + [near + datetime.timedelta(days=9)]
        return min(max(start, wall - self.offset(start)) for start, end in zip(starts, ends)
                   if max(start, wall - self.offset(start)) < end)


def zones(draw):
    out = File("live_zone")
    for name in ZONES:
        clock = Clock(name)
        known = [datetime.datetime(2011, 12, 30, 10), datetime.datetime(2026, 4, 4, 15), datetime.datetime(2026, 10, 3, 15, 30)]
        around = draw.sample(clock.changes, min(14, len(clock.changes))) + clock.changes[-4:]
        moments = [c + draw.choice([-1, 0, 1]) * datetime.timedelta(seconds=draw.choice([0, 1, 1799, 1800, 1801, 3600, 5000])) for c in around]
        moments += [c - datetime.timedelta(microseconds=1) for c in around[:6]] + known
        for at in moments:
            wall, arg = clock.shows(at), ("timestamp", instant(at))
            for call, want in (("year", wall.year), ("month", wall.month), ("day", wall.day), ("hour", wall.hour), ("minute", wall.minute),
                               ("second", wall.second), ("day_of_week", wall.isoweekday())):
                out.add("%s(a, \"%s\")" % (call, name), "int", want, a=arg)
            out.add("date_in(a, \"%s\")" % name, "date", wall.date().isoformat(), a=arg)
            out.add("utc_offset(a, \"%s\")" % name, "duration", span(clock.offset(at)), a=arg)
            shown = wall.replace(second=0, microsecond=0)
            # Skipped and doubled times too: a quarter of an hour before and after what the clock shows.
            for minutes in (0, -15, 15, -60, 60):
                asked = shown + datetime.timedelta(minutes=minutes)
                out.add("timestamp_in(d, h, m, \"%s\")" % name, "timestamp", instant(clock.first_showing(asked, at)),
                        d=("date", asked.date().isoformat()), h=("int", asked.hour), m=("int", asked.minute))
            midnight = datetime.datetime(wall.year, wall.month, wall.day)
            begun = clock.first_showing(midnight, at)
            # Where a day was begun and then left again, the calendar shows a day of which it is not said when it began.
            if clock.first_showing(midnight + datetime.timedelta(days=1), at) > at:
                out.add("start_of_day(a, \"%s\")" % name, "timestamp", instant(begun), a=arg)
    return out


def main():
    cases.FOLDER = sys.argv[1]
    draw = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(sum(make(draw).write() for make in (decimals, days, zones)), "lines")


if __name__ == "__main__":
    main()
