#!/usr/bin/env python3
"""Writes money.jsonl and bytes.jsonl beside it, by Python's decimal, base64, hashlib and zlib, and never by rulec.
See oracle.py."""
import base64
import decimal
import hashlib
import math
import random
import sys
import zlib
from decimal import Decimal

import cases
from cases import Error, File, MAX
from decimals import Dec, shape

S, I, B = "string", "int", "bool"
DIGITS = {"GBP": 2, "JPY": 0, "KWD": 3, "CLF": 4}
MODES = {"half_up": decimal.ROUND_HALF_UP, "half_even": decimal.ROUND_HALF_EVEN, "floor": decimal.ROUND_FLOOR,
         "ceil": decimal.ROUND_CEILING}
decimal.getcontext().prec = 120
OVERFLOW = Error("decimal overflow")


def written(x, digits):
    """With so many digits after the point, which hold it."""
    return Dec(int(x.scaleb(digits)), digits)


def rounded(x, digits, mode="half_up"):
    return x.quantize(Decimal(1).scaleb(-digits), MODES[mode])


def money(x, code, mode="half_up", digits=None):
    """What an amount of that currency is stored as."""
    own = DIGITS[code]
    x = rounded(x, own if digits is None else digits, mode)
    return written(x, own) if abs(x.scaleb(own)) < 10**18 else OVERFLOW


def amounts():
    out = File("money", declare="record Bill { prices: list<money(GBP)>  tip: money(GBP)? }")
    top = Decimal("9999999999999999.99")
    pairs = [(Decimal(a), Decimal(b)) for a, b in (("0.00", "0.01"), ("10.50", "-3.25"), ("0.05", "0.10"), ("-7.77", "7.77"),
                                                  ("123456789.01", "98.76"), (top, "0.01"), (top, top), (-top, "0.01"),
                                                  ("1000000000000000.00", "-0.01"))]
    signs = (("+", lambda a, b: a + b), ("-", lambda a, b: a - b))
    compared = (("<", lambda a, b: a < b), ("<=", lambda a, b: a <= b), ("==", lambda a, b: a == b), ("!=", lambda a, b: a != b),
                (">", lambda a, b: a > b), (">=", lambda a, b: a >= b))
    gbp = "money(GBP)"

    def of(x, code="GBP"):
        return ("money(%s)" % code, written(x, DIGITS[code]))

    for a, b in pairs:
        for op, apply in signs:
            out.add("a %s b" % op, gbp, money(apply(a, b), "GBP"), a=of(a), b=of(b))
        for op, apply in compared:
            out.add("a %s b" % op, B, apply(a, b), a=of(a), b=of(b))
        out.add("-a", gbp, money(-a, "GBP"), a=of(a))
        out.add("abs(a)", gbp, money(abs(a), "GBP"), a=of(a))
        out.add("min(a, b)", gbp, money(min(a, b), "GBP"), a=of(a), b=of(b))
        out.add("max(a, b, GBP 1.00)", gbp, money(max(a, b, Decimal(1)), "GBP"), a=of(a), b=of(b))
        out.add("clamp(a, -GBP 5, GBP 5)", gbp, money(max(min(a, Decimal(5)), Decimal(-5)), "GBP"), a=of(a))
        out.add("a in [b, GBP 10.50]", B, a in (b, Decimal("10.50")), a=of(a), b=of(b))
        (p, s) = shape("/", (18, 2), (18, 2))
        out.add("a / b", "decimal(%d,%d)" % (p, s),
                Error("division by zero") if b == 0 else written(rounded(a / b, s), s) if abs(a / b) < 10**(p - s) else OVERFLOW,
                a=of(a), b=of(b))
        if b != 0:
            sign = -1 if a < 0 else 1
            out.add("a % b", gbp, money(sign * (abs(a) % abs(b)), "GBP"), a=of(a), b=of(b))
        out.add("decimal(a)", "decimal(18,2)", written(a, 2), a=of(a))
        out.add("decimal(a, 20, 4)", "decimal(20,4)", written(a, 4), a=of(a))
        out.add("string(a)", S, str(written(a, 2)), a=of(a))
        out.add('"GBP {a} due"', S, "GBP %s due" % written(a, 2), a=of(a))
        out.add("int(a)", I, int(a), a=of(a))
        out.add("floor(a)", gbp, money(a, "GBP", "floor", 0), a=of(a))
        out.add("ceil(a)", gbp, money(a, "GBP", "ceil", 0), a=of(a))
        out.add("round(a, 0)", gbp, money(a, "GBP", "half_up", 0), a=of(a))
        out.add("round(a, 1, half_even)", gbp, money(a, "GBP", "half_even", 1), a=of(a))
        out.add("round(a)", gbp, money(a, "GBP"), a=of(a))
    # Products and quotients.
    for code in DIGITS:
        own = DIGITS[code]
        type_ = "money(%s)" % code
        for a in (Decimal(x).scaleb(-own) for x in (0, 1, 5, 1005, -1005, 333333, -10**9, 10**18 - 1)):
            for n in (0, 1, -3, 10**6, MAX):
                out.add("a * n", type_, money(a * n, code), a=of(a, code), n=(I, n))
                out.add("n * a", type_, money(a * n, code), a=of(a, code), n=(I, n))
                out.add("round(a / n)", type_, Error("division by zero") if n == 0 else money(a / n, code), a=of(a, code), n=(I, n))
            for r in ("0.5", "-1.2345", "0.0500", "3.0000", "9.9999"):
                rate = ("decimal(5,4)", written(Decimal(r), 4))
                exact = a * Decimal(r)
                out.add("round(a * r)", type_, money(exact, code), a=of(a, code), r=rate)
                out.add("round(r * a, %d, half_even)" % own, type_, money(exact, code, "half_even"), a=of(a, code), r=rate)
                out.add("round(a * r, 0)", type_, money(exact, code, "half_up", 0), a=of(a, code), r=rate)
                out.add("floor(a * r)", type_, money(exact, code, "floor", 0), a=of(a, code), r=rate)
                out.add("ceil(a * r)", type_, money(exact, code, "ceil", 0), a=of(a, code), r=rate)
                out.add("a * r > a", B, exact > a, a=of(a, code), r=rate)
                out.add("round(a * r + a - a)", type_, money(exact, code), a=of(a, code), r=rate)
                out.add("round(a / r)", type_, money(a / Decimal(r), code), a=of(a, code), r=rate)
        out.add("a * 3", type_, money(Decimal(3).scaleb(1 - own), code), a=of(Decimal(10).scaleb(-own), code))
        out.add("money(n, %s)" % code, type_, money(Decimal(7), code), n=(I, 7))
        out.add("money(n, %s)" % code, type_, money(Decimal(-MAX), code), n=(I, -MAX))
    for d in ("0.00", "12.34", "-12.34", "9999999999.99"):
        out.add("money(d, GBP)", gbp, money(Decimal(d), "GBP"), d=("decimal(12,2)", written(Decimal(d), 2)))
        out.add("money(d, KWD)", "money(KWD)", money(Decimal(d), "KWD"), d=("decimal(12,2)", written(Decimal(d), 2)))
        out.add("money(round(decimal(m) * r, 0), JPY)", "money(JPY)", money(Decimal(d) * Decimal("187.25"), "JPY"),
                m=of(Decimal(d)), r=("decimal(6,2)", written(Decimal("187.25"), 2)))
    out.add("money(d, GBP)", gbp, OVERFLOW, d=("decimal(38,2)", Dec(10**18, 2)))
    for prices, tip in (([], None), (["1.10", "2.20"], "0.30"), (["0.01"] * 7, "0.00"), (["-5.00", "5.00"], None), ([str(top)] * 3, None)):
        total = sum(map(Decimal, prices), Decimal(0))
        bill = ("Bill", {"prices": [written(Decimal(p), 2) for p in prices], "tip": written(Decimal(tip), 2) if tip else None})
        out.add("sum(p, p in b.prices)", gbp, money(total, "GBP"), b=bill)
        out.add("b.tip ?? GBP 0", gbp, money(Decimal(tip or 0), "GBP"), b=bill)
        out.add("GBP 1.10 in b.prices", B, "1.10" in prices, b=bill)
        out.add("any(p in b.prices where p > GBP 2)", B, any(Decimal(p) > 2 for p in prices), b=bill)
        out.add("sum(round(p * 1.075), p in b.prices)", gbp,
                OVERFLOW if prices and prices[0] == str(top) else money(sum((rounded(Decimal(p) * Decimal("1.075"), 2) for p in prices), Decimal(0)), "GBP"),
                b=bill)
    out.add("if x then GBP 1 else GBP 2.50", gbp, Dec(100, 2), x=(B, True))
    out.add("currency_digits(c)", I, 4, c=(S, "CLF"))
    out.add("currency_valid(c)", B, True, c=(S, "CHE"))
    out.add("currency_valid(c)", B, False, c=(S, "XAU"))
    return out


def octets():
    out = File("bytes", declare="record Tags { tags: list<bytes>  seal: bytes? }")
    rng = random.Random(11)
    values = [b"", b"\0", b"a", b"ab", b"abc", b"abcd", b"\xff\xfe", "é€😀".encode(), b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80",
              bytes(range(256))] + [rng.randbytes(n) for n in (1, 2, 3, 47, 48, 49, 200)]

    def of(data):
        return ("bytes", base64.b64encode(data).decode())

    def shown(data):
        """JSON's text."""
        return base64.b64encode(data).decode()

    for data in values:
        out.add("b", "bytes", shown(data), b=of(data))
        out.add("length(b)", I, len(data), b=of(data))
        out.add("to_base64(b)", S, shown(data), b=of(data))
        out.add("to_hex(b)", S, data.hex(), b=of(data))
        out.add("from_hex(s)", "bytes", shown(data), s=(S, data.hex()))
        out.add("from_hex(s)", "bytes", shown(data), s=(S, data.hex().upper()))
        out.add("from_base64(s)", "bytes", shown(data), s=(S, shown(data)))
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = Error("bytes are not UTF-8")
        else:
            out.add("utf8_bytes(s)", "bytes", shown(data), s=(S, text))
            out.add("base64(s) == to_base64(utf8_bytes(s))", B, True, s=(S, text))
        out.add("utf8_text(b)", S, text, b=of(data))
        out.add("sha256(b)", S, hashlib.sha256(data).hexdigest(), b=of(data))
        out.add("sha1(b)", S, hashlib.sha1(data).hexdigest(), b=of(data))
        out.add("md5(b)", S, hashlib.md5(data).hexdigest(), b=of(data))
        out.add("crc32(b)", I, zlib.crc32(data), b=of(data))
        if len(set(data)) in (1, len(data)) and data:
            out.add("is_close(entropy(b), expected, 0.000000001)", B, True, b=of(data), expected=("float", math.log2(len(set(data)))))
        for other in (b"", b"ab", b"\xff", data):
            for op, truth in (("<", data < other), ("<=", data <= other), ("==", data == other), ("!=", data != other), (">", data > other)):
                out.add("a %s b" % op, B, truth, a=of(data), b=of(other))
            out.add("max(a, b)", "bytes", shown(max(data, other)), a=of(data), b=of(other))
            out.add("a in [b, from_hex(\"6162\")]", B, data in (other, b"ab"), a=of(data), b=of(other))
        tags = ("Tags", {"tags": [shown(data), shown(b"x")], "seal": shown(data) if len(data) % 2 else None})
        out.add("b in t.tags", B, True, t=tags, b=of(data))
        out.add("b in t.tags", B, data == b"q", t=tags, b=of(b"q"))
        out.add("count(x in t.tags where length(x) > 1)", I, sum(len(x) > 1 for x in (data, b"x")), t=tags)
        out.add("t.seal ?? from_hex(\"00\")", "bytes", shown(data) if len(data) % 2 else shown(b"\0"), t=tags)
        out.add("t.tags", "list<bytes>", [shown(data), shown(b"x")], t=tags)
    for wrong in ("=", "A", "AB", "ABC", "AB=", "A===", "AB==C", "AB==AB==", "ABC=ABCD", "AB C", "ABCD\n", "AB-_", "AQ==", "AR==", "AAE=", "AAF=", "====", "é==="):
        try:
            right = base64.b64encode(base64.b64decode(wrong, validate=True)).decode() == wrong
        except ValueError:
            right = False
        out.add("from_base64(s)", "bytes", wrong if right else Error("text is not Base64"), s=(S, wrong))
    for wrong in ("0", "0g", "zz", " 00", "00 ", "é"):
        out.add("from_hex(s)", "bytes", Error("text is not pairs of hexadecimal digits"), s=(S, wrong))
    return out


if len(sys.argv) > 1:
    cases.FOLDER = sys.argv[1]
print(amounts().write() + octets().write(), "lines")
