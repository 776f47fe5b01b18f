"""Cases about conditions, missing values, membership, records, lists and enums."""
from cases import Error, File, MAX
from decimals import dec


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
