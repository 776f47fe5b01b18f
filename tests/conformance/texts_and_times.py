"""Cases about strings, timestamps, durations and dates."""
import re

from cases import Error, File
from decimals import dec


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
    for d, e, want in [("1h", "30m", 2), ("89m", "30m", 2), ("-89m", "30m", -2), ("1us", "1h", 0),
                       ("1h", "0s", Error("division by zero"))]:
        out.add("a div b", "int", want, a=(du, d), b=(du, e))
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
