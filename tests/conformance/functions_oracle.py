#!/usr/bin/env python3
"""Writes functions.jsonl beside it, or into the folder that is named: what the functions of the table must yield, by
Python's own library (datetime, zoneinfo, ipaddress, hashlib, zlib, math) or by plain definitions, and never by rulec. See
cases.py."""
import base64
import calendar
import datetime
import hashlib
import ipaddress
import itertools
import math
import random
import sys
import zlib
import zoneinfo

import cases
from cases import Error, File, MAX, MIN

S, I, F, D, T, U = "string", "int", "float", "date", "timestamp", "duration"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MOST = 24
rng = random.Random(7)
out = File("functions")


def call(name, result, want, *args, zone=None):
    """name(a, b, ..) of (type, value) pairs; zone: the last argument, written out."""
    names = "abcdef"[:len(args)]
    given = ", ".join(names) + (', "%s"' % zone if zone else "")
    out.add("%s(%s)" % (name, given), result, want, **dict(zip(names, args)))


def near(name, want, *args):
    names = "abcdef"[:len(args)]
    about = {"expected": (F, float(want)), "apart": (F, max(1.0, abs(want)) * 1e-12)}
    out.add("is_close(%s(%s), expected, apart)" % (name, ", ".join(names)), "bool", True, **dict(zip(names, args)), **about)


def texts():
    negative, long = Error("a count is negative"), Error("text longer than 1 MiB")
    words = ["", "a", "banana", "naïve", "日本語 text", "😀!😀", " Ann  Lee ", "a=b=c", "ÄÖß", "aa", "GB;London;EC1"]
    for w in words:
        for start in (0, 1, 3, 99):
            call("substring", S, w[start:], (S, w), (I, start))
            for n in (0, 2, MAX):
                call("substring", S, w[start:start + n], (S, w), (I, start), (I, n))
        for n in (0, 1, 4, MAX):
            call("left", S, w[:n], (S, w), (I, n))
            call("right", S, w[-n:] if n else "", (S, w), (I, n))
            call("mask", S, "*" * max(0, len(w) - n) + (w[-n:] if n else ""), (S, w), (I, n))
        call("reverse", S, w[::-1], (S, w))
        call("squeeze", S, " ".join(w.split()), (S, w))
        call("word_count", I, len(w.split()), (S, w))
        call("trim_start", S, w.lstrip(), (S, w))
        call("trim_end", S, w.rstrip(), (S, w))
        call("byte_length", I, len(w.encode()), (S, w))
        call("is_ascii", "bool", w.isascii(), (S, w))
        call("is_blank", "bool", w.strip() == "", (S, w))
        call("only_digits", S, "".join(c for c in w if c in "0123456789"), (S, w))
        call("longest_run", I, max((len(list(g)) for _, g in itertools.groupby(w)), default=0), (S, w))
        for part in ("a", "an", "=", "", "語", "zz", ";"):
            call("index_of", I, w.find(part), (S, w), (S, part))
            call("last_index_of", I, w.rfind(part), (S, w), (S, part))
            call("occurrences", I, w.count(part) if part else 0, (S, w), (S, part))
            call("before", S, w.partition(part)[0] if part and part in w else "", (S, w), (S, part))
            call("after", S, w.partition(part)[2] if part else w, (S, w), (S, part))
            call("before_last", S, w.rpartition(part)[0] if part else w, (S, w), (S, part))
            call("after_last", S, w.rpartition(part)[2] if part and part in w else "", (S, w), (S, part))
            call("replace", S, w.replace(part, "<ß>") if part else w, (S, w), (S, part), (S, "<ß>"))
            call("without_prefix", S, w.removeprefix(part), (S, w), (S, part))
            call("without_suffix", S, w.removesuffix(part), (S, w), (S, part))
            if part:
                call("part_count", I, len(w.split(part)), (S, w), (S, part))
                for n in (0, 1, 5):
                    call("part", S, dict(enumerate(w.split(part))).get(n, ""), (S, w), (S, part), (I, n))
        call("pad_start", S, w.rjust(6, "·"), (S, w), (I, 6), (S, "·"))
        call("pad_end", S, w.ljust(6, "·"), (S, w), (I, 6), (S, "·"))
        call("repeat", S, w * 3, (S, w), (I, 3))
    call("pad_start", S, "xyxa", (S, "a"), (I, 4), (S, "xy"))
    call("pad_start", S, "a", (S, "a"), (I, MIN), (S, "x"))
    call("pad_end", S, long, (S, "a"), (I, MAX), (S, "x"))
    call("repeat", S, long, (S, "ab"), (I, MAX))
    for name in ("left", "right", "mask", "repeat", "substring"):
        call(name, S, negative, (S, "abc"), (I, -1))
    call("substring", S, negative, (S, "abc"), (I, 0), (I, MIN))
    for a, b in (("Straße", "STRASSE"), ("ÉLAN", "élan"), ("", ""), ("a", "b")):
        call("equals_ignoring_case", "bool", a.lower() == b.lower(), (S, a), (S, b))
    for w in ("anna-maria DE silva", "élan VITAL", "", "o'neill"):
        want = "".join(c.upper() if i == 0 or w[i - 1] in " -" else c.lower() for i, c in enumerate(w))
        call("title_case", S, want, (S, w))


def numbers():
    domain, zero, large = Error("the function has no value there"), Error("division by zero"), Error("integer overflow")
    for x in (0.5, 1.0, 2.0, 10.0, 1e-300, 1e300):
        for name, f in (("sqrt", math.sqrt), ("log", math.log), ("log2", math.log2), ("log10", math.log10)):
            near(name, f(x), (F, x))
    for name in ("sqrt", "log", "log2", "log10", "logit"):
        call(name, F, domain, (F, -1.0))
    call("log", F, domain, (F, 0.0))
    for x in (-700.0, -1.0, 0.0, 1.0, 36.0, 700.0):
        near("exp", math.exp(x), (F, x)) if x < 100 else None
        near("sigmoid", 1 / (1 + math.exp(-x)), (F, x))
        near("normal_cdf", 0.5 * (1 + math.erf(x / math.sqrt(2))), (F, x))
    call("exp", F, Error("float is not finite"), (F, 710.0))
    call("pow", F, Error("float is not finite"), (F, -8.0), (F, 0.5))
    call("standard_score", F, domain, (F, 1.0), (F, 1.0), (F, 0.0))
    call("relative_change", F, zero, (F, 0.0), (F, 1.0))
    call("relative_change", F, 1.5, (F, -2.0), (F, 1.0))
    call("interpolate", F, zero, *[(F, 1.0)] * 5)
    ints = [0, 1, -1, 7, -7, 12, 100, 4711, MAX, MIN, MIN + 1]
    fit = lambda n: n if MIN <= n <= MAX else large
    for a in ints:
        call("sign", I, (a > 0) - (a < 0), (I, a))
        call("leading_digit", I, int(str(abs(a))[0]), (I, a))
        call("digit_sum", I, sum(map(int, str(abs(a)))), (I, a))
        call("trailing_zeros", I, len(str(abs(a))) - len(str(abs(a)).rstrip("0")) if a else 0, (I, a))
        call("bit_count", I, bin(a % 2**64).count("1"), (I, a))
        call("hex", S, "%X" % (a % 2**64), (I, a))
        call("binary", S, bin(a % 2**64)[2:], (I, a))
        call("has_bit", "bool", a % 2**64 >> 63 == 1, (I, a), (I, 63))
        for b in ints:
            call("modulo", I, a % b if b else zero, (I, a), (I, b))
            call("is_multiple", "bool", a % b == 0 if b else zero, (I, a), (I, b))
            call("gcd", I, fit(math.gcd(a, b)), (I, a), (I, b))
            # An overflow on the way counts as one only where the result does not fit.
            call("lcm", I, fit(math.lcm(a, b)), (I, a), (I, b))
            call("floor_to", I, fit(a // b * b) if b > 0 else domain, (I, a), (I, b))
            call("ceil_to", I, fit(-(-a // b) * b) if b > 0 else domain, (I, a), (I, b))
            call("bit_and", I, a & b, (I, a), (I, b))
            call("bit_xor", I, a ^ b, (I, a), (I, b))
    call("has_bit", "bool", domain, (I, 1), (I, 64))


def dates():
    no_day, no_text, no_range = Error("there is no such day"), Error("text is not a date"), Error("date outside years 0001 to 9999")
    days = [datetime.date(*d) for d in ((1, 1, 1), (1, 12, 31), (1583, 4, 10), (1900, 2, 28), (1969, 12, 31), (1970, 1, 1),
                                        (2000, 2, 29), (2024, 2, 29), (2026, 1, 31), (2026, 11, 29), (2027, 1, 1),
                                        (2032, 12, 31), (9999, 12, 31))]
    days += [datetime.date.fromordinal(rng.randint(1, 3652059)) for _ in range(12)]
    text = lambda d: d.isoformat()

    def moved(d, months):
        index = d.year * 12 + d.month - 1 + months
        year, month = index // 12, index % 12 + 1
        if not 1 <= year <= 9999:
            return no_range
        return text(datetime.date(year, month, min(d.day, calendar.monthrange(year, month)[1])))

    def ordinal(n):
        return text(datetime.date.fromordinal(n)) if 1 <= n <= 3652059 else no_range

    def stepped(d, count):
        n = d.toordinal()
        step = 1 if count > 0 else -1
        while count != 0:
            n += step
            if (n - 1) % 7 < 5:  # 0001-01-01 was a Monday
                count -= step
        return ordinal(n)

    for d in days:
        arg = (D, text(d))
        iso = d.isocalendar()
        for name, want in (("year", d.year), ("month", d.month), ("day", d.day), ("quarter", (d.month + 2) // 3),
                           ("day_of_week", d.isoweekday()), ("day_of_year", d.timetuple().tm_yday), ("week_of_year", iso[1]),
                           ("year_of_week", iso[0]), ("days_of_month", calendar.monthrange(d.year, d.month)[1])):
            call(name, I, want, arg)
        call("leap_year", "bool", calendar.isleap(d.year), arg)
        call("is_weekend", "bool", d.weekday() > 4, arg)
        call("day_name", S, calendar.day_name[d.weekday()], arg)
        call("month_name", S, calendar.month_name[d.month], arg)
        call("start_of_week", D, ordinal(d.toordinal() - d.weekday()), arg)
        call("end_of_week", D, ordinal(d.toordinal() - d.weekday() + 6), arg)
        call("start_of_month", D, text(d.replace(day=1)), arg)
        call("end_of_month", D, text(d.replace(day=calendar.monthrange(d.year, d.month)[1])), arg)
        call("start_of_year", D, text(d.replace(month=1, day=1)), arg)
        call("end_of_year", D, text(d.replace(month=12, day=31)), arg)
        month = (d.month - 1) // 3 * 3 + 1
        call("start_of_quarter", D, text(d.replace(month=month, day=1)), arg)
        call("end_of_quarter", D, text(d.replace(month=month + 2, day=calendar.monthrange(d.year, month + 2)[1])), arg)
        call("business_day_from", D, ordinal(d.toordinal() + (0, 0, 0, 0, 0, 2, 1)[d.weekday()]), arg)
        call("business_day_until", D, ordinal(d.toordinal() - (0, 0, 0, 0, 0, 1, 2)[d.weekday()]), arg)
        for n in (0, 1, -1, 13, -25, 40000, MAX, MIN):
            call("add_days", D, ordinal(d.toordinal() + n), arg, (I, n))
            call("add_weeks", D, ordinal(d.toordinal() + 7 * n), arg, (I, n))
            call("add_months", D, moved(d, n), arg, (I, n))
            call("add_years", D, moved(d, 12 * n), arg, (I, n))
            if abs(n) < 100 and 100 < d.toordinal() < 3652000:
                call("add_business_days", D, stepped(d, n), arg, (I, n))
        for e in rng.sample(days, 4):
            other = (D, text(e))
            call("days_between", I, (e - d).days, arg, other)
            low, high = min(d, e), max(d, e)
            whole = (high.year - low.year) * 12 + high.month - low.month
            if high.day < low.day and high.day != calendar.monthrange(high.year, high.month)[1]:
                whole -= 1
            call("months_between", I, whole if d <= e else -whole, arg, other)
            call("years_between", I, whole // 12 if d <= e else -(whole // 12), arg, other)
            age = high.year - low.year - ((high.month, high.day) < (low.month, low.day))
            call("age_in_years", I, age if d <= e else Error("the function has no value there"), arg, other)
            if abs((e - d).days) < 20000:
                count = sum((n - 1) % 7 < 5 for n in range(low.toordinal(), high.toordinal()))
                call("business_days_between", I, count if d <= e else -count, arg, other)
    call("add_business_days", D, no_range, (D, "9999-12-31"), (I, 1))
    call("add_business_days", D, no_range, (D, "2026-01-01"), (I, MIN))
    for y, m, d in ((2024, 2, 29), (2025, 2, 29), (2026, 13, 1), (0, 1, 1), (10000, 1, 1), (2026, 4, 31), (MAX, MAX, MAX)):
        try:
            want = text(datetime.date(y, m, d))
        except (ValueError, OverflowError):
            want = no_day
        call("make_date", D, want, (I, y), (I, m), (I, d))
    for given, pattern, want in (("2026-02-28", "YYYY-MM-DD", "2026-02-28"), ("28.2.2026", "DD.MM.YYYY", no_text), ("2026-02-29", "YYYY-MM-DD", no_text),
                                 ("20240229", "YYYYMMDD", "2024-02-29"), ("", "", no_text), ("02/2026", "MM/YYYY", no_text), ("x2024-02-29", "xYYYY-MM-DD", "2024-02-29"),
                                 ("2026-02-28 ", "YYYY-MM-DD", no_text), ("12", "hh", Error("text is not a pattern of a date"))):
        call("parse_date", D, want, (S, given), (S, pattern))
    call("parse_date", D, "0001-01-01", (S, "0001-01-01"))
    call("parse_date", D, no_text, (S, "2026-02-28T00:00:00Z"))
    for d in days:
        call("date_text", S, "%02d/%02d/%04d!" % (d.day, d.month, d.year), (D, text(d)), (S, "DD/MM/YYYY!"))
    for year, month, weekday, nth in ((2026, 11, 4, 4), (2026, 5, 1, -1), (2026, 2, 7, 5), (2026, 3, 7, 5), (2026, 2, 1, -4),
                                      (2026, 2, 1, -5), (2026, 2, 8, 1), (2026, 2, 1, 0)):
        of_month = [n for n in range(1, calendar.monthrange(year, month)[1] + 1)
                    if datetime.date(year, month, n).isoweekday() == weekday]
        found = of_month[nth - 1 if nth > 0 else nth:][:1] if nth and abs(nth) <= len(of_month) else []
        call("nth_weekday", D, text(datetime.date(year, month, found[0])) if found else no_day, (I, year), (I, month), (I, weekday), (I, nth))
    for year, easter in ((1961, "1961-04-02"), (2000, "2000-04-23"), (2008, "2008-03-23"), (2026, "2026-04-05"), (2038, "2038-04-25")):
        call("easter", D, easter, (I, year))
    call("easter", D, no_range, (I, 1582))


def times():
    zones = ["UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia"]
    moments = [datetime.datetime(1970, 1, 1), datetime.datetime(2026, 3, 29, 0, 59, 59), datetime.datetime(2026, 3, 29, 1, 0),
               datetime.datetime(2026, 10, 25, 0, 30), datetime.datetime(2026, 10, 25, 1, 30), datetime.datetime(2011, 12, 30, 9),
               datetime.datetime(2025, 12, 31, 23, 30, 15), datetime.datetime(1930, 6, 1, 12), datetime.datetime(2018, 11, 4, 3)]
    moments += [datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=rng.randint(0, 10**9)) for _ in range(6)]
    for zone in zones:
        info = zoneinfo.ZoneInfo(zone)
        for m in moments:
            utc = m.replace(tzinfo=datetime.timezone.utc)
            local = utc.astimezone(info)
            arg = (T, m.isoformat() + "Z")
            for name, want in (("year", local.year), ("month", local.month), ("day", local.day), ("hour", local.hour),
                               ("minute", local.minute), ("second", local.second), ("day_of_week", local.isoweekday()),
                               ("day_of_year", local.timetuple().tm_yday), ("week_of_year", local.isocalendar()[1]),
                               ("quarter", (local.month + 2) // 3), ("minute_of_day", local.hour * 60 + local.minute)):
                call(name, I, want, arg, zone=zone)
            call("date_in", D, local.date().isoformat(), arg, zone=zone)
            call("is_weekend", "bool", local.weekday() > 4, arg, zone=zone)
            call("between_hours", "bool", local.hour >= 22 or local.hour < 6, arg, (I, 22), (I, 6), zone=zone)
            offset = int(local.utcoffset().total_seconds())
            call("utc_offset", U, "%ds" % offset, arg, zone=zone)
            # The first of two instants that show the same, as fold 0 has it.
            back = datetime.datetime(local.year, local.month, local.day, local.hour, local.minute, tzinfo=info)
            want = back.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            call("timestamp_in", T, want, (D, local.date().isoformat()), (I, local.hour), (I, local.minute), zone=zone)
            shown = local.strftime("%d.%m.%Y um %H:%M:%S").replace(" um ", " ü ")
            call("timestamp_text", S, shown, arg, (S, "DD.MM.YYYY ü hh:mm:ss"), zone=zone)
    call("timestamp_in", T, "2026-03-29T01:00:00Z", (D, "2026-03-29"), (I, 1), (I, 30), zone="Europe/London")
    # Half an hour is skipped; a whole day is.
    call("timestamp_in", T, "2026-10-03T15:30:00Z", (D, "2026-10-04"), (I, 2), (I, 15), zone="Australia/Lord_Howe")
    call("timestamp_in", T, "2011-12-30T10:00:00Z", (D, "2011-12-30"), (I, 9), (I, 0), zone="Pacific/Apia")
    call("start_of_day", T, "2018-11-04T03:00:00Z", (T, "2018-11-04T12:00:00Z"), zone="America/Sao_Paulo")
    call("date_in", D, Error("date outside years 0001 to 9999"), (T, "9999-12-31T23:00:00Z"), zone="Asia/Kolkata")
    call("timestamp_in", T, Error("timestamp outside years 0001 to 9999"), (D, "0001-01-01"), (I, 0), (I, 0), zone="Asia/Kolkata")
    for n in (0, 1, -1, 90061, -90061):
        for name, seconds in (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1)):
            call(name, U, "%ds" % (n * seconds), (I, n))
            whole = int(math.copysign(abs(n) // seconds, n)) if n else 0
            call("whole_" + name, I, whole, (U, "%ds" % n))
    call("hours", U, Error("duration overflow"), (I, MAX))
    for ms in (0, 1, -1, 1767225600500, -62135596800000):
        at = (EPOCH + datetime.timedelta(milliseconds=ms)).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + ".%03dZ" % (ms % 1000)
        call("from_epoch_milliseconds", T, at, (I, ms))
        call("epoch_milliseconds", I, ms, (T, at))
        call("epoch_seconds", I, ms // 1000, (T, at))
    call("from_epoch_seconds", T, Error("timestamp outside years 0001 to 9999"), (I, MAX))
    call("floor_time", T, "1969-12-31T23:45:00Z", (T, "1969-12-31T23:59:59.999Z"), (U, "15m"))
    call("floor_time", T, Error("the function has no value there"), (T, "1970-01-01T00:00:00Z"), (U, "0s"))


def networks():
    none = Error("text is not an IP address")
    ips = ["0.0.0.0", "10.1.2.3", "127.0.0.1", "169.254.1.1", "172.31.255.255", "172.32.0.0", "192.168.0.1", "100.64.0.1",
           "192.0.2.1", "198.51.100.9", "8.8.8.8", "224.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::1", "fe80::1", "fd00::1",
           "ff02::1", "2001:4860:4860::8888", "1:0:0:2:0:0:0:3", "1:0:0:2:3:0:0:4", "1::", "::ffff:10.1.2.3", "::1.2.3.4",
           "2001:DB8:0:0:8:800:200C:417A", "1:2:3:4:5:6:7::"]
    bad = ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1:2:3", ":::", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:8:9",
           "::1%eth0", "1.2.3.-4", "::1.2.3", "1:2:3:4:5:6:7:", ":1"]
    networks = ["10.0.0.0/8", "0.0.0.0/0", "172.16.0.0/12", "192.168.0.1", "2001:db8::/32", "::/0", "fe80::/10", "8.8.8.8/31", "2001:4860::/29"]
    for text in ips + bad:
        try:
            ip = ipaddress.ip_address(text)
        except ValueError:
            ip = None
        if "%" in text:
            ip = None
        if ip is not None and ip.version == 6 and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        call("ip_valid", "bool", ip is not None, (S, text))
        call("ip_version", I, ip.version if ip else none, (S, text))
        call("ip_normal", S, str(ip) if ip else none, (S, text))
        call("ip_loopback", "bool", ip.is_loopback if ip else none, (S, text))
        call("ip_multicast", "bool", ip.is_multicast if ip else none, (S, text))
        call("ip_link_local", "bool", ip.is_link_local if ip else none, (S, text))
        for network in networks:
            net = ipaddress.ip_network(network, strict=False)
            call("ip_in", "bool", ip in net if ip else none, (S, text), (S, network))
        if ip is not None and text.find(".") < 0:
            for bits in (0, 1, 33, 64, 127, 128):
                call("ip_network", S, str(ipaddress.ip_network((ip, bits), strict=False)), (S, text), (I, bits))
        elif ip is not None and ip.version == 4:
            call("ipv4_number", I, int(ip), (S, text))
            for bits in (0, 7, 24, 32):
                call("ip_network", S, str(ipaddress.ip_network((ip, bits), strict=False)), (S, text), (I, bits))
    for network in ("10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/08", "x", "::/129", "10.0.0.0/8/8"):
        call("network_valid", "bool", False, (S, network))
        call("ip_in", "bool", Error("text is not a network such as 192.0.2.0/24"), (S, "10.0.0.1"), (S, network))
    call("ip_network", S, Error("the function has no value there"), (S, "10.0.0.1"), (I, 33))


def similar(a, b):
    """Levenshtein by its recursive definition."""
    known = {}

    def edits(i, j):
        if min(i, j) == 0:
            return max(i, j)
        if (i, j) not in known:
            known[i, j] = min(edits(i - 1, j) + 1, edits(i, j - 1) + 1, edits(i - 1, j - 1) + (a[i - 1] != b[j - 1]))
        return known[i, j]

    return edits(len(a), len(b))


def similarities():
    words = ["", "a", "ab", "ba", "kitten", "sitting", "MARTHA", "MARHTA", "DIXON", "DICKSONX", "naïve", "naive", "日本", "日本語"]
    for a, b in itertools.product(words, words):
        edits = similar(a, b)
        call("levenshtein", I, edits, (S, a), (S, b))
        near("similarity", 1 - edits / max(len(a), len(b)) if a or b else 1, (S, a), (S, b))
        if len(a) == len(b):
            call("hamming", I, sum(x != y for x, y in zip(a, b)), (S, a), (S, b))
    call("hamming", I, Error("texts of unequal lengths"), (S, "a"), (S, "ab"))
    call("levenshtein", I, Error("text longer than 1000 characters cannot be compared"), (S, "x" * 1001), (S, ""))
    call("levenshtein", I, 1000, (S, "é" * 1000), (S, ""))
    for a, b, want in (("ab", "ba", 1), ("ca", "abc", 3), ("MARTHA", "MARHTA", 1), ("", "x", 1), ("abcdef", "badcfe", 3)):
        call("damerau_levenshtein", I, want, (S, a), (S, b))
    # From W. Winkler, "Overview of Record Linkage" (2006), table 6.
    for a, b, jaro, winkler in (("SHACKLEFORD", "SHACKELFORD", 0.970, 0.982), ("DUNNINGHAM", "CUNNIGHAM", 0.896, 0.896),
                                ("NICHLESON", "NICHULSON", 0.926, 0.956), ("JONES", "JOHNSON", 0.790, 0.832),
                                ("MASSEY", "MASSIE", 0.889, 0.933), ("ABROMS", "ABRAMS", 0.889, 0.922),
                                ("MARHTA", "MARTHA", 0.944, 0.961), ("DIXON", "DICKSONX", 0.767, 0.813),
                                ("JERALDINE", "GERALDINE", 0.926, 0.926), ("", "", 1.0, 1.0), ("a", "", 0.0, 0.0)):
        for name, want in (("jaro", jaro), ("jaro_winkler", winkler)):
            out.add("is_close(%s(a, b), expected, 0.0006)" % name, "bool", True, a=(S, a), b=(S, b), expected=(F, want))
    # Of the archives of the United States.
    for name, code in (("Robert", "R163"), ("Rupert", "R163"), ("Rubin", "R150"), ("Ashcraft", "A261"), ("Ashcroft", "A261"),
                       ("Tymczak", "T522"), ("Pfister", "P236"), ("Honeyman", "H555"), ("Lee", "L000"), ("Gutierrez", "G362"),
                       ("O'Hara", "O600"), ("", ""), ("123", ""), ("Washington", "W252")):
        call("soundex", S, code, (S, name))


def digests():
    for w in ["", "a", "abc", "ñ", "x" * 55, "x" * 56, "x" * 63, "x" * 64, "x" * 65, "x" * 119, "x" * 120, "x" * 1000]:
        data = w.encode()
        call("sha256", S, hashlib.sha256(data).hexdigest(), (S, w))
        call("sha1", S, hashlib.sha1(data).hexdigest(), (S, w))
        call("md5", S, hashlib.md5(data).hexdigest(), (S, w))
        call("crc32", I, zlib.crc32(data), (S, w))
        call("base64", S, base64.b64encode(data).decode(), (S, w))
        shares = [data.count(c) / len(data) for c in set(data)]
        near("entropy", -sum(p * math.log2(p) for p in shares), (S, w))
    call("hash_bucket", I, Error("the function has no value there"), (S, "a"), (I, 0))
    call("hash_bucket", I, 0, (S, "a"), (I, 1))


def identifiers():
    def mutants(text):
        """One digit changed, at each place."""
        for i, c in enumerate(text):
            if c.isdigit():
                yield text[:i] + str((int(c) + 1) % 10) + text[i + 1:]

    valid = {
        "luhn_valid": ["79927398713", "4111111111111111", "378282246310005", "00"],
        "card_valid": ["5555555555554444", "6011111111111117", "3530111333300000"],
        "iban_valid": ["GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606", "NO9386011117947",
                       "MT84MALT011000012345MTLCAST001S", "SE4550000000058398257466", "BR1800360305000010009795493C1",
                       "SA0380000000608010167519", "CH9300762011623852957"],
        "lei_valid": ["5493006MHB84DD0ZWV18", "HWUPKR0MPOU8FGXBT394"],
        "isin_valid": ["US0378331005", "GB0002634946", "AU0000XVGZA3", "DE000BAY0017"],
        "cusip_valid": ["037833100", "38259P508", "17275R102"],
        "sedol_valid": ["0263494", "B0WNLY7", "7108899"],
        "aba_valid": ["021000021", "111000025", "122105155"],
        "ean_valid": ["4006381333931", "73513537", "036000291452", "10614141000415"],
        "isbn_valid": ["0306406152", "080442957X", "9780306406157"],
        "imei_valid": ["490154203237518", "356938035643809"],
        "vin_valid": ["1M8GDM9AXKP042788", "11111111111111111"],
        "verhoeff_valid": ["2363", "123451", "758722"],
    }
    for name, texts in valid.items():
        for good in texts:
            call(name, "bool", True, (S, good))
            call(name, "bool", True, (S, " " + good.lower()[:3] + "- " + good[3:]))
            call(name, "bool", False, (S, good + "\u0661"))
            for bad in mutants(good):
                call(name, "bool", False, (S, bad))
        for nothing in ("", " ", "x", "\u00e9" * 20, "1" * 70):
            call(name, "bool", False, (S, nothing))
    for n in (12345, 0, 99999999999):
        digits = str(n)
        check = next(d for d in range(10) if sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(reversed(digits + str(d)))) % 10 == 0)
        call("luhn_digit", I, check, (S, digits))
    call("luhn_digit", I, Error("text is not all digits"), (S, "12a"))
    call("mod97", I, int("".join(str(int(c, 36)) for c in "WEST12345698765432GB82")) % 97, (S, "WEST12345698765432GB82"))
    for pan, scheme in (("4111111111111111", "visa"), ("5105105105105100", "mastercard"), ("2221000000000009", "mastercard"),
                        ("2720999999999996", "mastercard"), ("371449635398431", "amex"), ("6011000990139424", "discover"),
                        ("30569309025904", "diners"), ("3566002020360505", "jcb"), ("6200000000000005", "unionpay"),
                        ("6759649826438453", "maestro"), ("2200000000000004", "mir"), ("9999999999999999", ""), ("41", "")):
        call("card_scheme", S, scheme, (S, pan))


def contacts():
    for good in ("a@b.co", "ann.lee+x@example.com", "o'neill@mail.example.org", "ü@exämple.de", "a" * 64 + "@b.co", "1@1-2.3a.io"):
        call("email_valid", "bool", True, (S, good))
    for bad in ("", "@", "a@", "@b.co", "a@b", ".a@b.co", "a.@b.co", "a..b@b.co", "a b@c.co", "a@b..co", "a@-b.co", "a@b-.co", "a@b.co.",
                "a" * 65 + "@b.co", "a@b.co ", "a@" + "b" * 64 + ".co", "a@b@c.co"):
        call("email_valid", "bool", False, (S, bad))
        call("email_domain", S, Error("text is not an e-mail address"), (S, bad))
    for given, want in (("A.B.C+z@GMAIL.com", "abc@gmail.com"), ("A.B+z@Example.com", "a.b@example.com"), (" a@b.co ", "a@b.co"),
                        ("+x@b.co", "+x@b.co")):
        call("email_normal", S, want, (S, given))
    for given, country, want in (("020 7946 0958", "GB", "+442079460958"), ("+44 (0)20", "GB", None), ("0044 20 7946 0958", "DE", "+442079460958"),
                                 ("(212) 555-0123", "US", "+12125550123"), ("1 212 555 0123", "US", "+12125550123"),
                                 ("011 44 20 7946 0958", "US", "+442079460958"), ("06 1234 5678", "IT", "+390612345678"),
                                 ("030/123456", "de", "+4930123456"), ("8 495 123-45-67", "RU", "+74951234567"), ("12", "GB", None),
                                 ("call me", "GB", None), ("+999 123 4567", "GB", None), ("", "GB", None),
                                 ("+44 (0)20 7946 0958", "GB", "+442079460958"), ("+44(0)20 7946 0958", "DE", "+442079460958"),
                                 ("0044 (0) 20 7946 0958", "DE", "+442079460958"), ("+39 (0)6 1234 5678", "IT", "+390612345678"),
                                 ("(0)20 7946 0958", "GB", "+442079460958"), ("+49 30 (0)123456", "DE", "+49300123456")):
        call("phone_normal", S, want or Error("text is not a phone number"), (S, given), (S, country))
    call("phone_normal", S, Error("unknown country"), (S, "020 7946 0958"), (S, "UK"))
    for given, code in (("+442079460958", "44"), ("+12125550123", "1"), ("+3531234567", "353"), ("+77011234567", "7"), ("442079460958", "")):
        call("phone_calling_code", S, code, (S, given))


def places():
    def haversine(a, b, c, d):
        """By the angle between two unit vectors."""
        u, v = [(math.cos(math.radians(x)) * math.cos(math.radians(y)), math.cos(math.radians(x)) * math.sin(math.radians(y)),
                 math.sin(math.radians(x))) for x, y in ((a, b), (c, d))]
        cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
        return 6371.0088 * math.atan2(math.hypot(*cross), sum(x * y for x, y in zip(u, v)))

    spots = [(51.5074, -0.1278), (40.7128, -74.006), (-33.8688, 151.2093), (0.0, 0.0), (0.0, 180.0), (90.0, 0.0), (-90.0, 10.0), (51.5074, -0.1279)]
    for p, q in itertools.product(spots, spots):
        args = [(F, x) for x in p + q]
        want = (F, haversine(*p, *q))
        out.add("is_close(distance_km(a, b, c, d), expected, 0.0001)", "bool", True, **dict(zip("abcd", args)), expected=want)
    for bad in ((91.0, 0.0), (0.0, 180.5), (-90.5, 0.0)):
        call("distance_km", F, Error("latitude or longitude out of range"), *[(F, x) for x in bad + (0.0, 0.0)])
    call("speed_kmh", F, Error("no time passes"), (F, 1.0), (U, "0s"))
    call("speed_kmh", F, 60.0, (F, 1.0), (U, "-1m"))
    for lat, lon, n, want in ((57.64911, 10.40744, 11, "u4pruydqqvj"), (42.605, -5.603, 5, "ezs42"), (-25.382708, -49.265506, 8, "6gkzwgjz"),
                              (0.0, 0.0, 1, "s"), (90.0, 180.0, 2, "zz")):
        call("geohash", S, want, (F, lat), (F, lon), (I, n))
    call("geohash", S, Error("the function has no value there"), (F, 0.0), (F, 0.0), (I, 13))


def thin(lines):
    """At most MOST cases of an expression, among them one of each error."""
    groups = {}
    for line in dict.fromkeys(lines):
        groups.setdefault(line.partition(', "args"')[0], []).append(line)
    for group in groups.values():
        rng.shuffle(group)
        errors = {line.partition('"error"')[2]: line for line in group if '"error"' in line}
        kept = list(dict.fromkeys(list(errors.values()) + group))[:MOST]
        yield from sorted(kept, key=lambda line: lines.index(line))


for part in (texts, numbers, dates, times, networks, similarities, digests, identifiers, contacts, places):
    part()
out.lines = list(thin(out.lines))
if len(sys.argv) > 1:
    cases.FOLDER = sys.argv[1]
print(out.write(), "lines")
