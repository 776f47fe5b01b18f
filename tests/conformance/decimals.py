"""Decimals: an integer mantissa and a scale, with the result shapes of the language page, and the cases about them."""
from fractions import Fraction

from cases import Error, File, MIN, Raw


class Dec(Raw):
    def __new__(cls, mantissa, scale):
        digits = str(abs(mantissa)).rjust(scale + 1, "0")
        sign = "-" if mantissa < 0 else ""
        return super().__new__(cls, sign + (digits if scale == 0 else digits[:-scale] + "." + digits[-scale:]))

    def __init__(self, mantissa, scale):
        self.m, self.s = mantissa, scale

    def fraction(self):
        return Fraction(self.m, 10**self.s)


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
