#!/usr/bin/env python3
"""Writes the conformance cases (*.jsonl) beside it: what expressions of the rule language must yield.

Numbers are computed here, by Python's integers, fractions and floats, and never by rulec. A line is
  {"expr": "a + b", "params": {"a": "int", ...}, "args": {...}, "type": "int", "value": 3}     or  "error": "division by zero"
and the first line of a file may be {"declare": "enum ..."} with what its cases share.
"""
import json
import os
import re
from fractions import Fraction

MAX = 2**63 - 1
MIN = -(2**63)
HERE = os.path.dirname(os.path.abspath(__file__))


class Raw(str):
    """JSON as it stands."""


class File:
    def __init__(self, name, declare=None):
        self.path = os.path.join(HERE, name + ".jsonl")
        self.lines = [] if declare is None else ['{"declare": %s}' % text(declare)]

    def add(self, expr, type_, want, **args):
        """`args`: name=(type, value). `want`: a value, or Error."""
        params = ", ".join("%s: %s" % (text(k), text(t)) for k, (t, _) in args.items())
        given = ", ".join("%s: %s" % (text(k), text(v)) for k, (_, v) in args.items())
        outcome = '"error": %s' % text(want.message) if isinstance(want, Error) else '"value": %s' % text(want)
        self.lines.append('{"expr": %s, "params": {%s}, "args": {%s}, "type": %s, %s}'
                          % (text(expr), params, given, text(type_), outcome))

    def write(self):
        with open(self.path, "w", encoding="utf-8") as out:
            out.write("\n".join(self.lines) + "\n")
        return len(self.lines)


class Error:
    def __init__(self, message):
        self.message = message


def text(value):
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, Dec):
        return str(value)
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s: %s" % (text(k), text(v)) for k, v in value.items())
    if isinstance(value, list):
        return "[%s]" % ", ".join(text(v) for v in value)
    return json.dumps(value, ensure_ascii=False)


# ---- decimals: an integer mantissa and a scale, with the result shapes of the language page

class Dec:
    def __init__(self, mantissa, scale):
        self.m, self.s = mantissa, scale

    def fraction(self):
        return Fraction(self.m, 10**self.s)

    def __str__(self):
        digits = str(abs(self.m)).rjust(self.s + 1, "0")
        sign = "-" if self.m < 0 else ""
        return sign + (digits if self.s == 0 else digits[:-self.s] + "." + digits[-self.s:])


def dec(literal):
    sign, literal = (-1, literal[1:]) if literal[0] == "-" else (1, literal)
    whole, _, fraction = literal.partition(".")
    return Dec(sign * int(whole + fraction), len(fraction))


def cut(p, s):
    return (p, s) if p <= 38 else (38, max(38 - (p - s), min(s, 6)))


def shape(op, a, b):
    (p1, s1), (p2, s2) = a, b
    if op in "+-":
        s = max(s1, s2)
        return cut(max(p1 - s1, p2 - s2) + s + 1, s)
    if op == "*":
        return cut(p1 + p2 + 1, s1 + s2)
    if op == "%":
        s = max(s1, s2)
        return cut(min(p1 - s1, p2 - s2) + s, s)
    s = max(6, s1 + p2 + 1)
    return cut(p1 - s1 + s2 + s, s)


def rounded(x, scale, mode="half_up"):
    """The mantissa of Fraction x at `scale`."""
    scaled = abs(x) * 10**scale
    low = scaled.numerator // scaled.denominator
    rest = scaled - low
    sign = -1 if x < 0 else 1
    if mode == "half_up":
        up = rest >= Fraction(1, 2)
    elif mode == "half_even":
        up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2 == 1)
    elif mode == "floor":
        up = x < 0 and rest > 0
    elif mode == "ceil":
        up = x > 0 and rest > 0
    else:
        up = False
    return sign * (low + (1 if up else 0))


def fit(x, p, s, mode="half_up"):
    m = rounded(x, s, mode)
    return Dec(m, s) if abs(m) < 10**p else Error("decimal overflow")


def dtype(p, s):
    return "decimal(%d,%d)" % (p, s)


def truncated_mod(x, y):
    q = abs(x) // abs(y)
    r = abs(x) - q * abs(y)
    return -r if x < 0 else r


# ---- files

def ints():
    out = File("int")

    def checked(n):
        return n if MIN <= n <= MAX else Error("integer overflow")

    def tdiv(a, b):
        q = abs(a) // abs(b)
        return q if (a < 0) == (b < 0) else -q

    def power(a, b):
        if b < 0:
            return Error("negative exponent")
        return checked(a**b if abs(a) < 2 or b < 200 else 10**40)

    operations = {
        "+": lambda a, b: checked(a + b),
        "-": lambda a, b: checked(a - b),
        "*": lambda a, b: checked(a * b),
        "div": lambda a, b: Error("division by zero") if b == 0 else checked(tdiv(a, b)),
        "%": lambda a, b: Error("division by zero") if b == 0 else truncated_mod(a, b),
        "**": power,
    }
    pairs = [(0, 0), (1, 2), (-7, 2), (7, -2), (-7, -2), (3, 0), (MAX, 1), (MIN, 1), (MIN, -1), (MAX, MAX), (MIN, MIN),
             (10**18, 10), (2, 62), (2, 63), (-2, 63), (3_037_000_500, 2), (0, -1), (-1, MAX), (1, MIN)]
    for op, apply in operations.items():
        for a, b in pairs:
            if op == "**" and b > 10**6 and abs(a) > 1:
                want = Error("integer overflow")
            else:
                want = apply(a, b)
            out.add("a %s b" % op, "int", want, a=("int", a), b=("int", b))
    for a in (0, 5, -5, MAX, MIN):
        out.add("-a", "int", checked(-a), a=("int", a))
        out.add("abs(a)", "int", checked(abs(a)), a=("int", a))
    for a, b in ((1, 2), (-1, -2), (MIN, MAX), (4, 4)):
        out.add("min(a, b)", "int", min(a, b), a=("int", a), b=("int", b))
        out.add("max(a, b)", "int", max(a, b), a=("int", a), b=("int", b))
        for op, f in (("<", a < b), ("<=", a <= b), ("==", a == b), ("!=", a != b), (">", a > b), (">=", a >= b)):
            out.add("a %s b" % op, "bool", f, a=("int", a), b=("int", b))
    out.add("max(a, b, 3)", "int", 3, a=("int", -5), b=("int", 2))
    out.add("-9223372036854775808 + a", "int", MIN, a=("int", 0))
    out.add("a * 2 + 1 - -a", "int", 22, a=("int", 7))
    out.add("2 ** 3 ** a", "int", 512, a=("int", 2))
    out.add("-a ** 2", "int", -9, a=("int", 3))
    out.add("a - b - 1", "int", 6, a=("int", 10), b=("int", 3))
    out.add("a div b * b + a % b", "int", -17, a=("int", -17), b=("int", 5))
    return out


def decimals():
    out = File("decimal")
    big = "9" * 38
    pairs = [("1.50", (4, 2), "2.5", (3, 1)), ("-1.50", (4, 2), "2.5", (3, 1)), ("99.99", (4, 2), "99.99", (4, 2)),
             ("0.00", (4, 2), "0.01", (4, 2)), ("1.00", (4, 2), "3.00", (4, 2)), ("-1.00", (4, 2), "6.00", (4, 2)),
             ("12345678.90", (12, 2), "0.30", (3, 2)), ("1", (1, 0), "0", (1, 0)), ("7", (19, 0), "-2", (19, 0)),
             (big, (38, 0), "1", (1, 0)), ("-" + big, (38, 0), big, (38, 0)), (big[:20] + "." + big[20:], (38, 18), "0.000001", (8, 6)),
             (big[:32] + "." + big[32:], (38, 6), "10.0", (3, 1)), ("0." + big, (38, 38), "0." + big, (38, 38)),
             ("0.000000000000000001", (18, 18), "3", (1, 0)), ("123456789012345678", (18, 0), "987654321098765432", (18, 0)),
             ("1234567890123456789", (19, 0), "9876543210987654321", (19, 0)), ("5.5", (2, 1), "0.5", (1, 1)),
             ("-0.05", (3, 2), "0.05", (3, 2)), ("100.00", (10, 2), "7.00", (10, 2))]
    for a, sa, b, sb in pairs:
        x, y = dec(a), dec(b)
        for op in "+-*/%":
            p, s = shape(op, sa, sb)
            fx, fy = x.fraction(), y.fraction()
            if op in "/%" and fy == 0:
                want = Error("division by zero")
            else:
                exact = {"+": lambda: fx + fy, "-": lambda: fx - fy, "*": lambda: fx * fy, "/": lambda: fx / fy,
                         "%": lambda: truncated_mod(fx, fy)}[op]()
                want = fit(exact, p, s)
            out.add("a %s b" % op, dtype(p, s), want, a=(dtype(*sa), x), b=(dtype(*sb), y))
    for a, sa, b, sb in pairs[:6] + pairs[11:14]:
        x, y = dec(a), dec(b)
        fx, fy = x.fraction(), y.fraction()
        for op, f in (("<", fx < fy), ("==", fx == fy), (">=", fx >= fy)):
            out.add("a %s b" % op, "bool", f, a=(dtype(*sa), x), b=(dtype(*sb), y))
    out.add("a == b", "bool", True, a=("decimal(3,2)", dec("1.50")), b=("decimal(38,37)", dec("1.5" + "0" * 36)))
    out.add("a > n", "bool", True, a=("decimal(38,37)", dec("1." + "0" * 36 + "1")), n=("int", 1))
    out.add("a == n", "bool", True, a=("decimal(5,2)", dec("3.00")), n=("int", 3))
    out.add("-a", "decimal(5,2)", dec("-3.10"), a=("decimal(5,2)", dec("3.10")))
    out.add("abs(a)", "decimal(38,2)", dec("9" * 36 + ".99"), a=("decimal(38,2)", dec("-" + "9" * 36 + ".99")))
    out.add("min(a, b)", "decimal(6,3)", dec("1.500"), a=("decimal(4,2)", dec("1.50")), b=("decimal(6,3)", dec("1.501")))
    out.add("max(a, 2)", "decimal(4,2)", dec("2.00"), a=("decimal(4,2)", dec("1.50")))
    # a literal keeps its own digits; an int widens to decimal(19,0)
    out.add("a * 0.30", "decimal(16,4)", dec("30.0000"), a=("decimal(12,2)", dec("100.00")))
    out.add("a * 2", "decimal(14,2)", dec("201.00"), a=("decimal(12,2)", dec("100.50")))
    out.add("a + 1", "decimal(13,2)", dec("101.50"), a=("decimal(12,2)", dec("100.50")))
    out.add("n * a", "decimal(24,2)", dec("3.00"), a=("decimal(4,2)", dec("1.50")), n=("int", 2))
    out.add("n / a", dtype(*shape("/", (19, 0), (4, 2))), fit(Fraction(2, 3), *shape("/", (19, 0), (4, 2))),
            a=("decimal(4,2)", dec("3.00")), n=("int", 2))
    out.add("decimal(n) / m", dtype(*shape("/", (19, 0), (19, 0))), fit(Fraction(1, 3), *shape("/", (19, 0), (19, 0))),
            n=("int", 1), m=("int", 3))
    out.add("decimal(n) / m", dtype(*shape("/", (19, 0), (19, 0))), Error("division by zero"), n=("int", 1), m=("int", 0))
    # narrowing on the way into a declared type
    out.add("a", "decimal(4,2)", dec("99.99"), a=("decimal(12,2)", dec("99.99")))
    out.add("a", "decimal(4,2)", Error("decimal overflow"), a=("decimal(12,2)", dec("100.00")))
    out.add("a", "decimal(5,3)", dec("9.500"), a=("decimal(2,1)", dec("9.5")))
    out.add("n", "decimal(3,1)", dec("99.0"), n=("int", 99))
    out.add("n", "decimal(3,1)", Error("decimal overflow"), n=("int", 100))
    out.add("n", "decimal(38,19)", Dec(MIN * 10**19, 19), n=("int", MIN))
    return out


def rounding():
    out = File("rounding")
    values = ["2.5", "-2.5", "3.5", "-3.5", "2.4", "2.6", "0.5", "-0.5", "0.4", "9.5", "99.9", "-99.9", "0.0"]
    for v in values:
        x = dec(v)
        for call, mode in (("round(a)", "half_up"), ("round(a, 0, half_even)", "half_even"), ("floor(a)", "floor"), ("ceil(a)", "ceil")):
            out.add(call, "decimal(3,0)", fit(x.fraction(), 3, 0, mode), a=("decimal(3,1)", x))
    for v in ["1.005", "1.015", "-1.005", "1.004999", "2.675000", "0.995000", "9.999999", "-9.995000"]:
        x = dec(v)
        x = Dec(x.m * 10**(6 - x.s), 6)
        out.add("round(a, 2)", "decimal(4,2)", fit(x.fraction(), 4, 2), a=("decimal(7,6)", x))
        out.add("round(a, 2, half_even)", "decimal(4,2)", fit(x.fraction(), 4, 2, "half_even"), a=("decimal(7,6)", x))
    out.add("round(a, 2)", "decimal(5,2)", dec("1.50"), a=("decimal(5,2)", dec("1.50")))
    out.add("round(a, 4)", "decimal(5,2)", dec("1.50"), a=("decimal(5,2)", dec("1.50")))
    out.add("round(n)", "int", 7, n=("int", 7))
    out.add("floor(n)", "int", -7, n=("int", -7))
    top = "0." + "9" * 38
    out.add("round(a, 37)", "decimal(38,37)", dec("1." + "0" * 37), a=("decimal(38,38)", dec(top)))
    out.add("ceil(a)", "decimal(1,0)", dec("1"), a=("decimal(38,38)", dec(top)))
    return out


def conversions():
    out = File("conversion")
    no_number, no_fit = Error("text is not a number"), Error("value does not fit the type")
    for s, want in [("0", 0), ("-0", 0), ("007", 7), ("9223372036854775807", MAX), ("-9223372036854775808", MIN),
                    ("9223372036854775808", no_fit), ("", no_number), ("-", no_number), ("+1", no_number), (" 1", no_number),
                    ("1.0", no_number), ("1e3", no_number), ("٣", no_number), ("9" * 50, no_fit)]:
        out.add("int(s)", "int", want, s=("string", s))
    for s, want in [("1.5", dec("1.50")), ("1.500", dec("1.50")), ("1.505", no_fit), ("999.99", dec("999.99")), ("1000", no_fit),
                    ("-0.01", dec("-0.01")), ("1e2", dec("100.00")), ("1.5e-1", dec("0.15")), ("1.5E+1", dec("15.00")),
                    ("01", no_number), (".5", no_number), ("5.", no_number), ("abc", no_number), ("", no_number), ("0e99999", dec("0.00"))]:
        out.add("decimal(s, 5, 2)", "decimal(5,2)", want, s=("string", s))
    for s, want in [("1.5", 1.5), ("-0.1", -0.1), ("1e308", 1e308), ("1e309", no_fit), ("1e-400", 0.0), ("nan", no_number),
                    ("inf", no_number), ("0x10", no_number), ("9007199254740993", 9007199254740992.0), ("9" * 400, no_fit)]:
        out.add("float(s)", "float", want, s=("string", s))
    for f, want in [(1.9, 1), (-1.9, -1), (0.5, 0), (9.3e18, no_fit), (-9.223372036854775808e18, MIN), (9.223372036854775e18, 9223372036854774784),
                    (1e300, no_fit)]:
        out.add("int(f)", "int", want, f=("float", f))
    for d, t, want in [("1.9", "decimal(3,1)", 1), ("-1.9", "decimal(3,1)", -1), ("9223372036854775807.9", "decimal(20,1)", MAX),
                       ("9223372036854775808.0", "decimal(20,1)", no_fit), ("9" * 38, "decimal(38,0)", no_fit)]:
        out.add("int(a)", "int", want, a=(t, dec(d)))
    for f, want in [(0.1, dec("0.10")), (2.675, dec("2.68")), (1.005, dec("1.01")), (-1.005, dec("-1.01")), (999.99, dec("999.99")),
                    (999.995, Error("decimal overflow")), (1e300, Error("decimal overflow")), (1e-300, dec("0.00")), (0.004999, dec("0.00"))]:
        out.add("decimal(f, 5, 2)", "decimal(5,2)", want, f=("float", f))
    for n in (0, 1, -1, MAX, MIN, 9007199254740993):
        out.add("float(n)", "float", float(n), n=("int", n))
    for d, t in [("0.1", "decimal(2,1)"), ("123456789012345678.99", "decimal(20,2)"), ("-0.000001", "decimal(7,6)"),
                 ("9" * 38, "decimal(38,0)"), ("0." + "3" * 38, "decimal(38,38)")]:
        out.add("float(a)", "float", float(Fraction(dec(d).m, 10**dec(d).s)), a=(t, dec(d)))
    out.add("decimal(n, 3, 1)", "decimal(3,1)", dec("12.0"), n=("int", 12))
    out.add("decimal(n, 3, 1)", "decimal(3,1)", Error("decimal overflow"), n=("int", 100))
    out.add("decimal(a, 3, 2)", "decimal(3,2)", Error("decimal overflow"), a=("decimal(4,2)", dec("10.00")))
    out.add("string(n)", "string", "-9223372036854775808", n=("int", MIN))
    out.add("string(a)", "string", "-0.05", a=("decimal(3,2)", dec("-0.05")))
    out.add("string(a)", "string", "12.50", a=("decimal(5,2)", dec("12.50")))
    out.add("string(b)", "string", "true", b=("bool", True))
    out.add("string(f)", "string", "0.1", f=("float", 0.1))
    out.add("string(f)", "string", "1e+23", f=("float", 1e23))
    out.add("string(f)", "string", "3", f=("float", 3.0))
    out.add("string(t)", "string", "2026-01-31T10:00:00.5Z", t=("timestamp", "2026-01-31T11:00:00.500+01:00"))
    out.add("string(d)", "string", "0001-01-01", d=("date", "0001-01-01"))
    out.add("string(u)", "string", "1d1h30m", u=("duration", "25h30m"))
    out.add("string(s)", "string", "x", s=("string", "x"))
    out.add("int(string(n)) == n", "bool", True, n=("int", MAX))
    return out


def floats():
    out = File("float")
    pairs = [(0.1, 0.2), (1.5, -2.25), (1e308, 1e308), (1e16, 1.0), (5e-324, 0.5), (0.0, 0.0), (7.5, 2.0), (-7.5, 2.0), (1.0, 3.0)]
    inf = float("inf")
    for a, b in pairs:
        for op in "+-*/%":
            if op in "/%" and b == 0:
                want = Error("division by zero")
            else:
                import math
                r = {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "%": lambda: math.fmod(a, b)}[op]()
                want = Error("float is not finite") if abs(r) == inf or r != r else r
            out.add("a %s b" % op, "float", want, a=("float", a), b=("float", b))
    out.add("a ** b", "float", 8.0, a=("float", 2.0), b=("float", 3.0))
    out.add("a ** b", "float", Error("float is not finite"), a=("float", 10.0), b=("float", 400.0))
    out.add("a ** b", "float", Error("float is not finite"), a=("float", -8.0), b=("float", 0.5))
    out.add("a > 0.1", "bool", False, a=("float", 0.1))
    out.add("a * 2", "float", 0.2, a=("float", 0.1))
    out.add("a + 1e-3", "float", 1.001, a=("float", 1.0))
    out.add("-a", "float", -1.5, a=("float", 1.5))
    out.add("abs(a)", "float", 1.5, a=("float", -1.5))
    for f, r, lo, hi in [(2.5, 3.0, 2.0, 3.0), (-2.5, -3.0, -3.0, -2.0), (0.49999999999999994, 0.0, 0.0, 1.0)]:
        out.add("round(a)", "float", r, a=("float", f))
        out.add("floor(a)", "float", lo, a=("float", f))
        out.add("ceil(a)", "float", hi, a=("float", f))
    out.add("min(a, b)", "float", -1.0, a=("float", -1.0), b=("float", 2.0))
    out.add("max(a, 3)", "float", 3.0, a=("float", -1.0))
    return out


def strings():
    out = File("string")
    one = lambda expr, type_, want, s: out.add(expr, type_, want, s=("string", s))
    two = lambda expr, type_, want, s, t: out.add(expr, type_, want, s=("string", s), t=("string", t))
    for s, n in [("", 0), ("abc", 3), ("naïve", 5), ("日本語", 3), ("😀!", 2), ("e\u0301", 2)]:
        one("length(s)", "int", n, s)
    for s, lo, up in [("AbC", "abc", "ABC"), ("ÄÖÜß", "äöüß", "ÄÖÜß"), ("Σίσυφος", "σίσυφος", "ΣΊΣΥΦΟΣ"), ("İI", "ii", "İI"),
                      ("ǅ", "ǆ", "Ǆ"), ("Ⓐⓑ", "ⓐⓑ", "ⒶⒷ"), ("1日", "1日", "1日"), ("ÿ", "ÿ", "Ÿ"), ("", "", "")]:
        one("lower(s)", "string", lo, s)
        one("upper(s)", "string", up, s)
    for s, want in [("  a b ", "a b"), ("\t\n x\r\n", "x"), ("\u00a0\u2003x\u3000", "x"), ("   ", ""), ("", ""), ("x", "x"), ("\u200bx", "\u200bx")]:
        one("trim(s)", "string", want, s)
    for s, t in [("banana", "nan"), ("banana", ""), ("", ""), ("", "a"), ("日本語", "本"), ("abc", "abcd")]:
        two("contains(s, t)", "bool", t in s, s, t)
        two("starts_with(s, t)", "bool", s.startswith(t), s, t)
        two("ends_with(s, t)", "bool", s.endswith(t), s, t)
    for s, t in [("a", "b"), ("a", "a"), ("a", "aa"), ("Z", "a"), ("", "a"), ("é", "z"), ("\uffff", "\U00010000")]:
        two("s < t", "bool", s < t, s, t)
        two("s == t", "bool", s == t, s, t)
    two("s + t", "string", "ab日", "ab", "日")
    two("s + \"-\" + t", "string", "a-b", "a", "b")
    two("min(s, t)", "string", "Z", "a", "Z")
    one("s in [\"GB\", \"IE\"]", "bool", True, "IE")
    one("s not in [\"GB\", \"IE\"]", "bool", True, "FR")
    one("s + \"\\n\\t\\\"\\\\\\{\\}\\u{e9}\"", "string", "x\n\t\"\\{}é", "x")
    one("r\"\\d{2}\" + s", "string", "\\d{2}x", "x")
    for s in ("AB1234", "xAB1234", "AB123", "", "zürich", "a\nb", "ab"):
        for pattern in (r"^[A-Z]{2}\d{4}$", r"\d{3}", "ü.i", "^$", "a.b", "(?i)^AB$", r"\bb", "x|z", "(a|b)+$"):
            found = re.search(pattern, s, re.ASCII) is not None
            one("s matches r\"%s\"" % pattern, "bool", found, s)
            one("s not matches r\"%s\"" % pattern, "bool", not found, s)
    out.add("\"{n} of {s}{if n > 1 then \"s\" else \"\"}\"", "string", "2 of days", n=("int", 2), s=("string", "day"))
    out.add("\"{n}{d}{s}\\{\\}{\"{n + 1}\"}\"", "string", "12.50x{}2", n=("int", 1), d=("decimal(3,2)", dec("2.50")), s=("string", "x"))
    out.add("\"{s}\"", "string", "x", s=("string", "x"))
    out.add("\"{9 div n}\"", "string", Error("division by zero"), n=("int", 0))
    return out


def times():
    out = File("time")
    ts, du, da = "timestamp", "duration", "date"
    t = "2026-01-31T10:00:00Z"
    year, day = Error("timestamp outside years 0001 to 9999"), Error("date outside years 0001 to 9999")
    out.add("t + 1h", ts, "2026-01-31T11:00:00Z", t=(ts, t))
    out.add("t - 10h1s", ts, "2026-01-30T23:59:59Z", t=(ts, t))
    out.add("t + d", ts, "2026-03-01T10:00:00Z", t=(ts, t), d=(du, "29d"))
    out.add("t + 250ms", ts, "2026-01-31T10:00:00.25Z", t=(ts, t))
    out.add("t + d", ts, year, t=(ts, "9999-12-31T23:59:59Z"), d=(du, "1s"))
    out.add("t - d", ts, year, t=(ts, "0001-01-01T00:00:00Z"), d=(du, "1us"))
    out.add("t - d", ts, "0001-01-01T00:00:00Z", t=(ts, "0001-01-01T00:00:01Z"), d=(du, "1s"))
    out.add("t - u", du, "1d", t=(ts, t), u=(ts, "2026-01-30T10:00:00Z"))
    out.add("t - u", du, "-1h", t=(ts, "2026-01-31T10:00:00+01:00"), u=(ts, t))
    out.add("t - u", du, "3652058d23h59m59s", t=(ts, "9999-12-31T23:59:59Z"), u=(ts, "0001-01-01T00:00:00Z"))
    out.add("t > u", "bool", False, t=(ts, "2026-01-31T10:00:00+01:00"), u=(ts, t))
    out.add("t == u", "bool", True, t=(ts, "2026-01-31T11:00:00+01:00"), u=(ts, t))
    out.add("t == u", "bool", True, t=(ts, 1769853600000), u=(ts, t))
    out.add("t == 2026-01-31T10:00:00Z", "bool", True, t=(ts, t))
    out.add("t == 2026-01-31T10:00Z", "bool", True, t=(ts, t))
    out.add("t < 2026-01-31T12:00:00.000001+02:00", "bool", True, t=(ts, t))
    out.add("max(t, u)", ts, "2026-01-31T10:00:00Z", t=(ts, t), u=(ts, "2025-01-31T10:00:00Z"))
    for d, e, want in [("1h", "30m", "1h30m"), ("1s", "-2s", "-1s"), ("1w", "1d", "8d")]:
        out.add("a + b", du, want, a=(du, d), b=(du, e))
    out.add("a - b", du, "30m", a=(du, "1h"), b=(du, "30m"))
    out.add("a * n", du, "1h30m", a=(du, "30m"), n=("int", 3))
    out.add("a * n", du, Error("duration overflow"), a=(du, "3652058d"), n=("int", 1000000))
    out.add("a div n", du, "-3us", a=(du, "-10us"), n=("int", 3))
    out.add("a div n", du, Error("division by zero"), a=(du, "1s"), n=("int", 0))
    out.add("-a", du, "-1h", a=(du, "1h"))
    out.add("abs(a)", du, "1h", a=(du, "-1h"))
    out.add("a < 1h30m", "bool", True, a=(du, "89m"))
    out.add("a == 1w", "bool", True, a=(du, "7d"))
    out.add("a == 60s", "bool", True, a=(du, "1m"))
    for d, plus, want in [("2026-01-31", "1d", "2026-02-01"), ("2024-02-28", "1d", "2024-02-29"), ("2026-02-28", "24h", "2026-03-01"),
                          ("1900-02-28", "1d", "1900-03-01"), ("2000-02-28", "1d", "2000-02-29"), ("9999-12-31", "1d", day),
                          ("2026-01-31", "1h", Error("duration is not a whole number of days"))]:
        out.add("d + p", da, want, d=(da, d), p=(du, plus))
    out.add("d - p", da, "2025-12-31", d=(da, "2026-01-07"), p=(du, "1w"))
    out.add("d - p", da, day, d=(da, "0001-01-01"), p=(du, "1d"))
    out.add("d - e", du, "366d", d=(da, "2025-01-01"), e=(da, "2024-01-01"))
    out.add("d - e", du, "-365d", d=(da, "2023-01-01"), e=(da, "2024-01-01"))
    out.add("d == 2026-01-31", "bool", True, d=(da, "2026-01-31"))
    out.add("d < e", "bool", True, d=(da, "1969-12-31"), e=(da, "1970-01-01"))
    out.add("d in [2026-01-01, 2026-12-25]", "bool", True, d=(da, "2026-12-25"))
    return out


def logic():
    declare = """enum Severity { low, medium, high }
record Place { city: string  zip: int? }
record Person { name: string  age: int?  home: Place?  tags: list<string>  limits: list<decimal(9,2)> }
function half(n: int): int = n div 2
function describe(p: Person): string = p.name + "/" + (p.home?.city ?? "-")
function grade(score: int?): Severity = if score is missing then low else if score >= 700 then high else medium"""
    out = File("logic", declare)
    b = "bool"
    for x in (True, False):
        for y in (True, False):
            out.add("x and y", b, x and y, x=(b, x), y=(b, y))
            out.add("x or y", b, x or y, x=(b, x), y=(b, y))
            out.add("x == y", b, x == y, x=(b, x), y=(b, y))
            out.add("x < y", b, x < y, x=(b, x), y=(b, y))
        out.add("not x", b, not x, x=(b, x))
    # what is not needed is not evaluated
    out.add("n == 0 or 10 div n > 3", b, True, n=("int", 0))
    out.add("n != 0 and 10 div n > 3", b, False, n=("int", 0))
    out.add("10 div n > 3 or n == 0", b, Error("division by zero"), n=("int", 0))
    out.add("if n == 0 then 0 else 10 div n", "int", 0, n=("int", 0))
    out.add("m ?? 10 div n", "int", 4, m=("int?", 4), n=("int", 0))
    out.add("m ?? 10 div n", "int", Error("division by zero"), m=("int?", None), n=("int", 0))
    out.add("n in [1, 10 div n]", b, Error("division by zero"), n=("int", 0))
    out.add("n in [n, 10 div n]", b, Error("division by zero"), n=("int", 0))
    # missing values
    for m in (None, 5):
        p = m is not None
        out.add("m is present", b, p, m=("int?", m))
        out.add("m is missing", b, not p, m=("int?", m))
        out.add("m is not missing", b, p, m=("int?", m))
        out.add("m ?? 7", "int", m if p else 7, m=("int?", m))
        out.add("m is present and m > 3", b, p, m=("int?", m))
        out.add("m is missing or m > 30", b, not p, m=("int?", m))
        out.add("not (m is missing) and m == 5", b, p, m=("int?", m))
        out.add("if m is missing then 0 else m + 1", "int", 6 if p else 0, m=("int?", m))
        out.add("if m is present and m > 3 then m else missing", "int?", m, m=("int?", m))
        out.add("m", "int?", m, m=("int?", m))
    out.add("a ?? b ?? 3", "int", 2, a=("int?", None), b=("int?", 2))
    out.add("a ?? b ?? 3", "int", 3, a=("int?", None), b=("int?", None))
    out.add("a ?? b", "int?", None, a=("int?", None), b=("int?", None))
    out.add("n", "int?", 4, n=("int", 4))
    out.add("(d ?? 0) + 1", "decimal(6,2)", dec("1.00"), d=("decimal(5,2)?", None))
    # membership
    for n, want in ((1, True), (4, False)):
        out.add("n in [1, 2, 3]", b, want, n=("int", n))
        out.add("n not in [1, 2, 3]", b, not want, n=("int", n))
    out.add("n in []", b, False, n=("int", 1))
    out.add("n in [n - 1, n]", b, True, n=("int", 1))
    out.add("d in [1, 1.5, 2.25]", b, True, d=("decimal(9,4)", dec("1.5000")))
    out.add("f in [0.1, 0.5]", b, True, f=("float", 0.5))
    person = {"name": "Ann", "age": 40, "home": {"city": "Cork", "zip": None}, "tags": ["a", "b"], "limits": [dec("1.50")]}
    nobody = {"name": "Bob", "age": None, "home": None, "tags": [], "limits": []}
    for who in (person, nobody):
        home = who["home"]
        out.add("p.home?.city", "string?", home["city"] if home else None, p=("Person", who))
        out.add("p.home?.city ?? \"none\"", "string", home["city"] if home else "none", p=("Person", who))
        out.add("p.home is present and p.home.city == \"Cork\"", b, home is not None, p=("Person", who))
        out.add("p.home?.city is present and p.home.city == \"Cork\"", b, home is not None, p=("Person", who))
        out.add("p.home?.zip ?? -1", "int", -1, p=("Person", who))
        out.add("\"a\" in p.tags", b, "a" in who["tags"], p=("Person", who))
        out.add("1.5 in p.limits", b, bool(who["limits"]), p=("Person", who))
        out.add("describe(p)", "string", "Ann/Cork" if home else "Bob/-", p=("Person", who))
        out.add("p", "Person", who, p=("Person", who))
        out.add("p.tags", "list<string>", who["tags"], p=("Person", who))
        out.add("any(t in p.tags where t == \"b\")", b, "b" in who["tags"], p=("Person", who))
        out.add("all(t in p.tags where t != \"b\")", b, "b" not in who["tags"], p=("Person", who))
        out.add("count(t in p.tags where length(t) == 1)", "int", len(who["tags"]), p=("Person", who))
        out.add("sum(length(t) + n, t in p.tags)", "int", 3 * len(who["tags"]), p=("Person", who), n=("int", 2))
        out.add("sum(l * 2, l in p.limits) + 1", "decimal(38,2)", dec("4.00") if who["limits"] else dec("1.00"), p=("Person", who))
        out.add("any(t in p.tags where any(u in p.tags where t + u == \"ab\"))", b, "a" in who["tags"], p=("Person", who))
        out.add("all(t in p.tags where t == \"a\" or 1 div n == 0)", b, Error("division by zero") if who["tags"] else True, p=("Person", who), n=("int", 0))
        out.add("any(t in p.tags where t == \"a\" or 1 div n == 0)", b, bool(who["tags"]), p=("Person", who), n=("int", 0))
        out.add("sum(n, t in p.tags)", "int", Error("integer overflow") if who["tags"] else 0, p=("Person", who), n=("int", MAX))
    out.add("[n, n + 1]", "list<int>", [1, 2], n=("int", 1))
    out.add("{ city: s, zip: 5 }", "Place", {"city": "x", "zip": 5}, s=("string", "x"))
    out.add("Place { city: s }", "Place", {"city": "x", "zip": None}, s=("string", "x"))
    out.add("Place { city: s, zip: n }.zip ?? 0", "int", 3, s=("string", "x"), n=("int", 3))
    # enums
    for e in ("low", "medium", "high"):
        out.add("e == medium", b, e == "medium", e=("Severity", e))
        out.add("medium <= e", b, e != "low", e=("Severity", e))
        out.add("e in [low, high]", b, e != "medium", e=("Severity", e))
        out.add("string(e)", "string", e, e=("Severity", e))
    out.add("max(e, Severity.medium)", "Severity", "medium", e=("Severity", "low"))
    out.add("if n > 3 then high else low", "Severity", "high", n=("int", 4))
    out.add("grade(m)", "Severity", "low", m=("int?", None))
    out.add("grade(m)", "Severity", "high", m=("int?", 700))
    out.add("grade(m) == medium", b, True, m=("int?", 3))
    out.add("half(half(n))", "int", 5, n=("int", 20))
    out.add("if n > 3 then 1 else 2.5", "decimal(2,1)", dec("2.5"), n=("int", 1))
    out.add("if x then n else 2.5", "decimal(20,1)", dec("7.0"), x=(b, True), n=("int", 7))
    out.add("if a > 0 then \"p\" else if a < 0 then \"n\" else \"z\"", "string", "n", a=("int", -1))
    return out


def variants():
    declare = """enum Severity { low, medium, high }
record Place { city: string  zip: int? }
variant Outcome { approve { limit: decimal(12,2)  months: int? }  refer { reason: string  to: Place }  decline }
variant Code { whole { n: int }  text { s: string } }
function limit(o: Outcome): decimal(12,2) = match o { approve as a then a.limit  refer then 0  decline then -1 }
function low(): Outcome = decline"""
    out = File("variant", declare)
    place = {"city": "Bonn", "zip": 53111}
    approve = {"approve": {"limit": 10.25, "months": 12}}
    short = {"approve": {"limit": 10.25, "months": None}}
    refer = {"refer": {"reason": "late", "to": place}}
    decline = {"decline": {}}
    all_of = [approve, short, refer, decline, {"approve": {"limit": 3, "months": None}},
              {"refer": {"reason": "", "to": {"city": "Ulm", "zip": None}}}]

    def arm(o):
        return next(iter(o))

    def fields(o):
        return o[arm(o)]

    def given(o):
        return Raw(json.dumps(o))

    def number(x):
        return Raw("%.2f" % x)

    for o in all_of:
        limit = fields(o)["limit"] if arm(o) == "approve" else 0 if arm(o) == "refer" else -1
        out.add("limit(o)", "decimal(12,2)", number(limit), o=("Outcome", given(o)))
        out.add("match o { decline then limit(o)  approve as a then a.limit + 1  refer then limit(low()) }", "decimal(13,2)",
                number(limit + 1 if arm(o) == "approve" else -1), o=("Outcome", given(o)))
        months = (fields(o)["months"] or 1) if arm(o) == "approve" else 0
        out.add("match o { approve as a then if a.months is present then a.months else 1  refer then 0  decline then 0 }",
                "int", months, o=("Outcome", given(o)))
        text_ = {"approve": lambda: "yes", "decline": lambda: "no",
                 "refer": lambda: fields(o)["reason"] + "@" + fields(o)["to"]["city"]}[arm(o)]()
        out.add('match o { approve then "yes"  refer as r then r.reason + "@" + r.to.city  decline then "no" }', "string",
                text_, o=("Outcome", given(o)))
        for other in all_of:
            same = o == other
            out.add("o == p", "bool", same, o=("Outcome", given(o)), p=("Outcome", given(other)))
            out.add("o != p", "bool", not same, o=("Outcome", given(o)), p=("Outcome", given(other)))
            out.add("o in [p, decline]", "bool", same or arm(o) == "decline", o=("Outcome", given(o)),
                    p=("Outcome", given(other)))
            out.add("o in ps", "bool", o in [other, refer], o=("Outcome", given(o)),
                    ps=("list<Outcome>", Raw(json.dumps([other, refer]))))
            out.add("m ?? o", "Outcome", given(other), m=("Outcome?", given(other)), o=("Outcome", given(o)))
        out.add("decline == o", "bool", o == decline, o=("Outcome", given(o)))
        out.add("o != approve { limit: 10.25 }", "bool", o != short, o=("Outcome", given(o)))
        out.add("Outcome.approve { limit: 10.25, months: 12 } == o", "bool", o == approve, o=("Outcome", given(o)))
        out.add("m is present and m == o", "bool", True, m=("Outcome?", given(o)), o=("Outcome", given(o)))
        out.add("m ?? o", "Outcome", given(o), m=("Outcome?", Raw("null")), o=("Outcome", given(o)))
        out.add("[o, decline][n]", "Outcome", given(o), o=("Outcome", given(o)), n=("int", 0))
        out.add("count(x in os where x == decline)", "int", [o, decline].count(decline),
                os=("list<Outcome>", Raw(json.dumps([o, decline]))))
        out.add("sum(limit(x), x in os)", "decimal(38,2)", number(2 * limit - 1),
                os=("list<Outcome>", Raw(json.dumps([o, o, decline]))))
        out.add("match m ?? low() { approve then 1  refer then 2  decline then 3 }", "int",
                ["approve", "refer", "decline"].index(arm(o)) + 1, m=("Outcome?", given(o)))
    out.add("match m ?? low() { approve then 1  refer then 2  decline then 3 }", "int", 3, m=("Outcome?", Raw("null")))
    # Only the arm that is taken is evaluated, and what is matched is evaluated first.
    for d in (0, 3):
        taken = "match o { approve then 6 div d  refer then 1  decline then 2 }"
        out.add(taken, "int", Error("division by zero") if d == 0 else 2, o=("Outcome", given(short)), d=("int", d))
        out.add(taken, "int", 2, o=("Outcome", given(decline)), d=("int", d))
        out.add("match (if 6 div d > 1 then Outcome.decline else Outcome.approve { limit: 9 div (d - 3) }) "
                "{ approve then 0  refer then 1  decline then d }",
                "int", Error("division by zero") if d == 0 else d, d=("int", d))
    for value, place_ in (("low", 1), ("medium", 2), ("high", 3)):
        out.add("match s { high then 3  low then 1  medium then 2 }", "int", place_, s=("Severity", value))
        out.add("match s { low then 0.5  medium then n  high then 2 * n }", "decimal(20,1)",
                Raw(["0.5", "7.0", "14.0"][place_ - 1]), s=("Severity", value), n=("int", 7))
        out.add("match s { low then Code.whole { n: 1 }  medium then text { s: \"m\" }  high then whole { n: n + 1 } }", "Code",
                Raw(['{"whole":{"n":1}}', '{"text":{"s":"m"}}', '{"whole":{"n":8}}'][place_ - 1]),
                s=("Severity", value), n=("int", 7))
        out.add("match s { low then missing  medium then n  high then missing }", "int?", 7 if value == "medium" else None,
                s=("Severity", value), n=("int", 7))
    for n in (MAX, 3):
        out.add("match c { whole as w then w.n + 1  text as t then int(t.s) }", "int",
                Error("integer overflow") if n == MAX else n + 1, c=("Code", Raw('{"whole":{"n":%d}}' % n)))
    for s in ("12", "x"):
        out.add("match c { whole as w then w.n + 1  text as t then int(t.s) }", "int",
                12 if s == "12" else Error("text is not a number"), c=("Code", Raw('{"text":{"s":"%s"}}' % s)))
    return out


def main():
    total = sum(make().write() for make in (ints, decimals, rounding, conversions, floats, strings, times, logic, variants))
    print(total, "lines")


if __name__ == "__main__":
    main()
