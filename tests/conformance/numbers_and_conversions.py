"""Cases about ints, floats and what turns one type into another."""
import math
from fractions import Fraction

from cases import Error, File, MAX, MIN
from decimals import Dec, dec, truncated_mod


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
