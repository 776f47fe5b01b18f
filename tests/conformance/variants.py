"""Cases about variants and `match`."""
import json

from cases import Error, File, MAX, Raw


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
